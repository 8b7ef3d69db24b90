"""Tasks, editions, shares and kits: from a launched plan to a link in a customer's hand."""
