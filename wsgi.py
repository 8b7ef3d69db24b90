"""For servers of your own choice: `gunicorn wsgi:application` and the like. `contenthub serve` does not need it."""

from contenthub.app import make_wsgi

application = make_wsgi()
