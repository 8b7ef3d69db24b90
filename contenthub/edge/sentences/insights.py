"""What insights say when refusing."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.insights import errors as insights
from contenthub.kernel.errors import ContentHubError

SENTENCES: dict[type[ContentHubError], Any] = {
    insights.ReportInvalid: _l("报表的条件不对，请改正标出的地方。"),
}
