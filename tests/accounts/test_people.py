"""People, asked for below the edge: the verbs themselves ask the permission table."""

import pytest

from contenthub.accounts.access import TokenInvalid, actor_of
from contenthub.accounts.errors import PersonInvalid, PersonNotFound
from contenthub.accounts.values import Actor, Role, Scope, UnitKind
from contenthub.hub import Hub
from contenthub.kernel.errors import NotAllowed
from contenthub.kernel.paging import PageQuery
from tests.conftest import PASSWORD


class Stores:
    """Two stores with a guide and a manager each."""

    def __init__(self, hub: Hub) -> None:
        self.actors: dict[str, Actor] = {}
        with hub.services() as services:
            self.units = [services.units.add_unit(name=name, kind=UnitKind.STORE).id for name in ("东店", "西店")]
            for login, role, unit in (
                ("Li", Role.GUIDE, 0),
                ("chen", Role.MANAGER, 0),
                ("wang", Role.GUIDE, 1),
                ("zhao", Role.GUIDE, 0),
            ):
                person = services.people.add_person(
                    login=login, name=login, role=role, password=PASSWORD, unit=self.units[unit]
                )
                self.actors[person.login] = actor_of(person, scopes=frozenset({Scope.FULL}))


@pytest.fixture
def stores(hub) -> Stores:
    """Two stores."""
    return Stores(hub)


class TestSeeing:
    def test_a_guide_sees_oneself(self, hub, stores):
        with hub.services(stores.actors["li"]) as services:
            assert services.people.get_person(stores.actors["li"].person_id).login == "li"

    def test_a_guide_does_not_see_a_colleague(self, hub, stores):
        with hub.services(stores.actors["li"]) as services, pytest.raises(PersonNotFound):
            services.people.get_person(stores.actors["zhao"].person_id)

    def test_a_manager_sees_the_own_guides(self, hub, stores):
        ids = [actor.person_id for actor in stores.actors.values()]
        with hub.services(stores.actors["chen"]) as services:
            assert {person.login for person in services.people.find_people(ids).values()} == {"li", "chen", "zhao"}

    def test_a_manager_counts_the_own_units_only(self, hub, stores):
        with hub.services(stores.actors["chen"]) as services:
            assert services.people.count_by_unit() == {stores.units[0]: 3}

    def test_a_guide_is_not_told_of_units(self, hub, stores):
        with hub.services(stores.actors["li"]) as services, pytest.raises(NotAllowed):
            services.units.get_unit(stores.units[0])

    def test_capital_letters_make_no_difference_to_a_search(self, hub, stores):
        with hub.services() as services:
            assert [found.login for found in services.people.list_people(PageQuery(), text="WANG").items] == ["wang"]


class TestAdding:
    @pytest.mark.parametrize(("field", "line"), [("login", "l" * 65), ("name", "李" * 81)])
    def test_what_is_too_long_for_its_column_is_refused(self, hub, field, line):
        given = {"login": "li", "name": "李芳", field: line}
        with hub.services() as services, pytest.raises(PersonInvalid) as caught:
            services.people.add_person(role=Role.GUIDE, password=PASSWORD, **given)

        assert [error.field for error in caught.value.errors] == [field]

    def test_a_source_is_no_longer_than_its_column(self, hub, stores):
        with hub.services() as services, pytest.raises(TokenInvalid):
            services.access.add_token(
                services.people.find_by_login("li"), label="x", scopes=frozenset({Scope.READ}), source="s" * 65
            )


class TestLanguage:
    def test_a_token_that_only_reads_does_not_change_it(self, hub, stores):
        reader = Actor("someone", Role.GUIDE, stores.units[0], "/", scopes=frozenset({Scope.READ}))
        with hub.services(reader) as services, pytest.raises(NotAllowed):
            services.people.change_locale("en")
