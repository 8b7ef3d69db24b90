"""People: added by an admin, deactivated at once."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from contenthub.accounts import passwords
from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.errors import (
    LastAdmin,
    LoginTaken,
    PasswordInvalid,
    PersonInvalid,
    PersonNotFound,
    SetUpDone,
)
from contenthub.accounts.models import Person, Session, Token, Unit
from contenthub.accounts.permissions import Action, is_allowed, require
from contenthub.accounts.units import UnitService
from contenthub.accounts.values import SYSTEM, Actor, Role
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.signals import person_changed, person_deactivated
from contenthub.kernel.text import clean_line

MAX_LOGIN = 64
MAX_NAME = 80


class PeopleService:
    """Adds, changes and finds people."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, units: UnitService) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._units = units

    def has_people(self) -> bool:
        """Say whether anybody exists; without people the first start shows the set-up page."""
        return self._work.session.scalar(select(Person.id).limit(1)) is not None

    def add_first_admin(self, *, login: str, name: str, password: str) -> Person:
        """Make the first admin; raise `SetUpDone` when anybody exists."""
        with self._work:
            if self.has_people():
                raise SetUpDone
            root = self._units.ensure_root()
            return self._add(login=login, name=name, role=Role.ADMIN, unit=root, password=password)

    def add_person(self, *, login: str, name: str, role: Role, password: str, unit: str | None = None) -> Person:
        """Add a person to a unit (default: the root); raise `LoginTaken`, `PersonInvalid`, `PasswordInvalid`."""
        require(self._actor, Action.MANAGE_PEOPLE)
        with self._work:
            home = self._units.ensure_root() if unit is None else self._work.session.get(Unit, unit)
            if home is None:
                raise PersonInvalid(FieldError("unit", "unknown"))
            return self._add(login=login, name=name, role=role, unit=home, password=password)

    def _add(self, *, login: str, name: str, role: Role, unit: Unit, password: str) -> Person:
        login, name = clean_line(login).lower(), clean_line(name)
        _refuse_unfit(login=(login, MAX_LOGIN), name=(name, MAX_NAME))
        passwords.check_strength(password)
        if self._work.session.scalar(select(Person.id).where(Person.login == login)):
            raise LoginTaken(login=login)
        person = Person(
            id=new_id(),
            login=login,
            name=name,
            role=role,
            unit_id=unit.id,
            unit=unit,
            password_hash=passwords.hash_password(password),
            created_at=self._clock.now(),
        )
        self._work.session.add(person)
        try:
            self._work.session.flush()
        except IntegrityError:  # somebody else took the login between the look and the write
            raise LoginTaken(login=login) from None
        self._audit.record("person_added", "person", person.id, login=login, role=role.value, unit=unit.id)
        return person

    def get_person(self, person_id: str) -> Person:
        """Return a visible person; raise `PersonNotFound`."""
        person = self._work.session.get(Person, person_id)
        if person is None or not self._is_visible(person):
            raise PersonNotFound(person=person_id)
        return person

    def _is_visible(self, person: Person) -> bool:
        if person.id == self._actor.person_id:
            return True
        is_near = self._actor.is_hq or person.unit.path.startswith(self._actor.unit_path)
        return is_near and is_allowed(self._actor, Action.SEE_PEOPLE)

    def find_by_login(self, login: str) -> Person | None:
        """Return the person with this login, or None."""
        return self._work.session.scalar(select(Person).where(Person.login == clean_line(login).lower()))

    def list_people(
        self,
        query: PageQuery,
        *,
        role: Role | None = None,
        text: str = "",
        active: bool | None = None,
        unit: str | None = None,
    ) -> Page[Person]:
        """Return the visible people by name; `unit`: only those of this unit and below it."""
        require(self._actor, Action.SEE_PEOPLE)
        wanted = select(Person).join(Unit, Person.unit_id == Unit.id)
        if not self._actor.is_hq:
            wanted = wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))
        if role:
            wanted = wanted.where(Person.role == role)
        if active is not None:
            wanted = wanted.where(Person.active == active)
        if unit:
            wanted = wanted.where(Unit.path.contains(f"/{unit}/", autoescape=True))
        if text:
            wanted = wanted.where(
                or_(Person.name.icontains(text, autoescape=True), Person.login.icontains(text, autoescape=True))
            )
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = session.scalars(wanted.order_by(Person.name, Person.id).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)

    def find_people(self, ids: Collection[str]) -> dict[str, Person]:
        """Return the visible people among `ids`, active or not, by id."""
        found = self._work.session.scalars(select(Person).where(Person.id.in_(set(ids))))
        return {person.id: person for person in found if self._is_visible(person)}

    def count_by_unit(self) -> dict[str, int]:
        """Return how many active people each visible unit itself has, by unit id."""
        require(self._actor, Action.SEE_PEOPLE)
        counted = select(Person.unit_id, func.count()).where(Person.active).group_by(Person.unit_id)
        if not self._actor.is_hq:
            own = Unit.path.startswith(self._actor.unit_path, autoescape=True)
            counted = counted.join(Unit, Person.unit_id == Unit.id).where(own)
        return dict(self._work.session.execute(counted).all())

    def change_person(
        self,
        person_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        unit: str | None = None,
        active: bool | None = None,
    ) -> Person:
        """Change a person; `active=False` ends every session and token at once and hands tasks over."""
        require(self._actor, Action.MANAGE_PEOPLE)
        with self._work:
            person = self.get_person(person_id)
            self._keep_an_admin(person, role=role, active=active)
            self._apply(person, name=name, role=role, unit=unit)
            if active is not None and active != person.active:
                person.active = active
                if not active:
                    self._end_access(person)
            self._audit.record("person_changed", "person", person.id, name=name, role=role, unit=unit, active=active)
            if name is not None or unit is not None:
                person_changed.send(self, person=person, work=self._work, clock=self._clock)
            return person

    def _apply(self, person: Person, *, name: str | None, role: Role | None, unit: str | None) -> None:
        if name is not None:
            person.name = clean_line(name)
            _refuse_unfit(name=(person.name, MAX_NAME))
        if role is not None:
            person.role = role
        if unit is not None:
            home = self._work.session.get(Unit, unit)
            if home is None:
                raise PersonInvalid(FieldError("unit", "unknown"))
            person.unit = home

    def _keep_an_admin(self, person: Person, *, role: Role | None, active: bool | None) -> None:
        leaves = active is False or (role is not None and role is not Role.ADMIN)
        if person.role != Role.ADMIN or not person.active or not leaves:
            return
        others = select(Person.id).where(Person.role == Role.ADMIN, Person.active, Person.id != person.id).limit(1)
        if self._work.session.scalar(others) is None:
            raise LastAdmin(login=person.login)

    def _end_access(self, person: Person) -> None:
        session = self._work.session
        for row in session.scalars(select(Session).where(Session.person_id == person.id)):
            session.delete(row)
        for token in session.scalars(select(Token).where(Token.person_id == person.id)):
            session.delete(token)
        person_deactivated.send(self, person=person, work=self._work, clock=self._clock)

    def change_own_password(self, *, old: str, new: str) -> None:
        """Change the actor's own password; every other session of theirs ends."""
        require(self._actor, Action.CHANGE_SELF)
        with self._work:
            person = self.get_person(self._actor.person_id)
            if not passwords.is_password(old, of=person.password_hash):
                raise PasswordInvalid(FieldError("old", "wrong"))
            self._set_password(person, new, field="new")

    def set_password(self, login: str, *, password: str) -> Person:
        """Set somebody's password, for an admin; their sessions end."""
        require(self._actor, Action.MANAGE_PEOPLE)
        with self._work:
            person = self.find_by_login(login)
            if person is None:
                raise PersonNotFound(login=login)
            self._set_password(person, password, field="password")
            return person

    def _set_password(self, person: Person, password: str, *, field: str) -> None:
        passwords.check_strength(password, field=field)
        person.password_hash = passwords.hash_password(password)
        keep = self._actor.session_id
        for row in self._work.session.scalars(select(Session).where(Session.person_id == person.id)):
            if row.id != keep:
                self._work.session.delete(row)
        self._audit.record("password_changed", "person", person.id, by_self=person.id == self._actor.person_id)

    def change_locale(self, locale: str) -> None:
        """Remember the language of the actor's pages."""
        require(self._actor, Action.CHANGE_SELF)
        if self._actor.person_id == SYSTEM or locale not in {"zh", "en"}:
            raise PersonInvalid(FieldError("locale", "zh or en"))
        with self._work:
            self.get_person(self._actor.person_id).locale = locale


def _refuse_unfit(**lines: tuple[str, int]) -> None:
    """Raise `PersonInvalid` with every line that is empty or longer than it may be."""
    wrong = [
        FieldError(field, f"length 1-{longest}" if line else "required")
        for field, (line, longest) in lines.items()
        if not 0 < len(line) <= longest
    ]
    if wrong:
        raise PersonInvalid(*wrong)
