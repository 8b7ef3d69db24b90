import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contenthub.db.engine import make_engine


def test_an_error_names_the_statement_and_not_what_it_was_about(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)

    with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "13800138000"})

    assert ("nowhere" in str(caught.value), "13800138000" in str(caught.value)) == (True, False)
    engine.dispose()
