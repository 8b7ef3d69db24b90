"""The only code that knows Flask's globals: request, errors to status, guards, locale."""
