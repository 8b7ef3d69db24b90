"""The organisation: a tree of units under one root."""

from sqlalchemy import func, select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.errors import UnitInvalid, UnitNotFound
from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, UnitKind
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.text import clean_line

MAX_DEPTH = 8


class UnitService:
    """Adds and finds units."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit

    def ensure_root(self, *, name: str = "总部") -> Unit:
        """Return the root unit, making it on first use."""
        with self._work:
            root = self._work.session.scalar(select(Unit).where(Unit.parent_id.is_(None)))
            if root is None:
                key = new_id()
                root = Unit(
                    id=key, name=name, kind=UnitKind.HQ, parent_id=None, path=f"/{key}/", created_at=self._clock.now()
                )
                self._work.session.add(root)
            return root

    def add_unit(self, *, name: str, kind: UnitKind, parent: str | None = None) -> Unit:
        """Add a unit under `parent`, or under the root."""
        require(self._actor, Action.MANAGE_UNITS)
        tidy = clean_line(name)
        wrong = [FieldError("name", "required")] if not tidy else []
        if kind is UnitKind.HQ:
            wrong.append(FieldError("kind", "there is one HQ"))
        if wrong:
            raise UnitInvalid(*wrong)
        with self._work:
            above = self._parent(parent)
            key = new_id()
            unit = Unit(
                id=key,
                name=tidy[:80],
                kind=kind,
                parent_id=above.id,
                path=f"{above.path}{key}/",
                created_at=self._clock.now(),
            )
            self._work.session.add(unit)
            self._audit.record("unit_added", "unit", key, name=unit.name, parent=above.id)
            return unit

    def _parent(self, parent: str | None) -> Unit:
        above = self.ensure_root() if parent is None else self._work.session.get(Unit, parent)
        if above is None:
            raise UnitInvalid(FieldError("parent", "unknown"))
        if above.path.count("/") > MAX_DEPTH:
            raise UnitInvalid(FieldError("parent", f"deeper than {MAX_DEPTH} levels"))
        return above

    def get_unit(self, unit_id: str) -> Unit:
        """Return a visible unit; raise `UnitNotFound`."""
        require(self._actor, Action.SEE_UNITS)
        unit = self._work.session.get(Unit, unit_id)
        if unit is None or not (self._actor.is_hq or unit.path.startswith(self._actor.unit_path)):
            raise UnitNotFound(unit=unit_id)
        return unit

    def list_units(self, query: PageQuery) -> Page[Unit]:
        """Return the visible units in the order of the tree."""
        require(self._actor, Action.SEE_UNITS)
        wanted = select(Unit)
        if not self._actor.is_hq:
            wanted = wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = session.scalars(wanted.order_by(Unit.path).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)

    def tree(self) -> list[Unit]:
        """Return every visible unit in the order of the tree, for pages that choose among them."""
        require(self._actor, Action.SEE_UNITS)
        wanted = select(Unit).order_by(Unit.path)
        if not self._actor.is_hq:
            wanted = wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))
        return list(self._work.session.scalars(wanted))
