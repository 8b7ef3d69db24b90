"""Why insights refuse."""

from contenthub.kernel.errors import Invalid


class ReportInvalid(Invalid):
    """The report asked for makes no sense."""
