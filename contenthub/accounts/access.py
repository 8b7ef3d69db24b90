"""Signing in and being recognised: sessions per device, bearer tokens, throttled tries."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from contenthub.accounts import passwords
from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.errors import (
    PersonNotFound,
    SessionNotFound,
    SignInThrottled,
    TokenNotFound,
    WrongPassword,
)
from contenthub.accounts.models import Person, Session, SignInFailure, Token
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role, Scope
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError, Invalid
from contenthub.kernel.ids import new_id, new_secret
from contenthub.kernel.text import clean_line

SESSION_DAYS = 30
SEEN_EVERY = timedelta(minutes=5)
MAX_SOURCE = 64
WINDOW = timedelta(minutes=15)
LIMITS = {"pair": 5, "address": 30, "login": 50}
"""Failures within WINDOW after which a login from one address, an address, a login must wait."""


class TokenInvalid(Invalid):
    """Fields of a token are wrong."""


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret of 256 random bits: no salt or stretching needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of(
    person: Person, *, scopes: frozenset[Scope], source: str | None = None, session: str | None = None
) -> Actor:
    """Return the actor a person is."""
    return Actor(
        person_id=person.id,
        role=Role(person.role),
        unit_id=person.unit_id,
        unit_path=person.unit.path,
        scopes=scopes,
        source=source,
        session_id=session,
        name=person.name,
    )


class AccessService:
    """Checks passwords, keeps sessions and tokens, recognises their bearers."""

    def __init__(self, work: Work, *, actor: Actor | None, clock: Clock, audit: AuditTrail) -> None:
        """Work for `actor`, or for somebody who is not signed in yet."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit

    def check_password(self, login: str, password: str, *, address: str) -> Person:
        """Return the person; raise `WrongPassword`, or `SignInThrottled` after repeated failures."""
        login = clean_line(login).lower()[:64]
        keys = self._failure_keys(login, address)
        self._refuse_when_throttled(keys)
        person = self._work.session.scalar(select(Person).where(Person.login == login))
        if passwords.is_password(password, of=person.password_hash if person else None) and person and person.active:
            with self._work:
                self._work.session.execute(delete(SignInFailure).where(SignInFailure.key == keys["pair"]))
            return person
        now = self._clock.now()
        with self._work:
            self._work.session.add_all(SignInFailure(id=new_id(), key=key, at=now) for key in keys.values())
            self._work.session.execute(delete(SignInFailure).where(SignInFailure.at < now - WINDOW))
        raise WrongPassword

    def _failure_keys(self, login: str, address: str) -> dict[str, str]:
        parts = {"pair": f"{login}\0{address}", "address": address, "login": login}
        return {kind: f"{kind}:{hash_secret(value)}" for kind, value in parts.items()}

    def _refuse_when_throttled(self, keys: dict[str, str]) -> None:
        since = self._clock.now() - WINDOW
        for kind, key in keys.items():
            failed = select(func.count(), func.min(SignInFailure.at)).where(
                SignInFailure.key == key, SignInFailure.at > since
            )
            count, first = self._work.session.execute(failed).one()
            if count >= LIMITS[kind]:
                wait = int((first + WINDOW - self._clock.now()).total_seconds()) + 1
                raise SignInThrottled(retry_after=max(wait, 1))

    def start_session(self, person: Person, *, device: str) -> str:
        """Open a session for a device and return its secret, for the cookie."""
        secret, now = new_secret(), self._clock.now()
        with self._work:
            row = Session(
                id=hash_secret(secret),
                public_id=new_id(),
                person_id=person.id,
                device=clean_line(device)[:200],
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=SESSION_DAYS),
            )
            self._work.session.add(row)
        return secret

    def find_session_actor(self, secret: str) -> tuple[Actor, Person] | None:
        """Return who a session cookie belongs to, or None when it is unknown, ended or expired."""
        row = self._work.session.get(Session, hash_secret(secret))
        now = self._clock.now()
        if row is None or row.expires_at <= now or not row.person.active:
            return None
        self._note_seen(row, now)
        return actor_of(row.person, scopes=frozenset({Scope.FULL}), session=row.id), row.person

    def _note_seen(self, row: Session, now: datetime) -> None:
        if now - row.seen_at < SEEN_EVERY:
            return
        expires = now + timedelta(days=SESSION_DAYS)
        with self._work:
            self._work.session.execute(
                update(Session).where(Session.id == row.id).values(seen_at=now, expires_at=expires)
            )

    def find_token_actor(self, secret: str) -> tuple[Actor, Person] | None:
        """Return who a bearer token belongs to, or None when it is unknown or revoked."""
        token = self._work.session.scalar(select(Token).where(Token.hash == hash_secret(secret)))
        if token is None or not token.person.active:
            return None
        now = self._clock.now()
        if token.used_at is None or now - token.used_at >= SEEN_EVERY:
            with self._work:
                self._work.session.execute(update(Token).where(Token.id == token.id).values(used_at=now))
        scopes = frozenset(Scope(scope) for scope in token.scopes)
        return actor_of(token.person, scopes=scopes, source=token.source), token.person

    def add_token(
        self, person: Person, *, label: str, scopes: frozenset[Scope], source: str | None = None
    ) -> tuple[Token, str]:
        """Make a token; the secret is returned once and only its hash kept."""
        if Scope.CONVERSIONS in scopes and not source:
            raise TokenInvalid(FieldError("source", "required with the scope conversions"))
        if source and len(source) > MAX_SOURCE:
            raise TokenInvalid(FieldError("source", f"length 1-{MAX_SOURCE}"))
        secret = f"ch_{new_secret()}"
        with self._work:
            token = Token(
                id=new_id(),
                person_id=person.id,
                label=clean_line(label)[:80],
                hash=hash_secret(secret),
                scopes=sorted(scopes),
                source=clean_line(source) if source else None,
                created_at=self._clock.now(),
            )
            self._work.session.add(token)
            self._audit.record("token_added", "token", token.id, person=person.id, scopes=token.scopes)
        return token, secret

    def list_tokens(self) -> list[Token]:
        """Return the actor's own tokens."""
        wanted = select(Token).where(Token.person_id == self._me(Action.SEE_SELF)).order_by(Token.id.desc()).limit(100)
        return list(self._work.session.scalars(wanted))

    def revoke_token(self, token_id: str) -> None:
        """End one of the actor's own tokens at once."""
        with self._work:
            token = self._work.session.get(Token, token_id)
            if token is None or token.person_id != self._me(Action.CHANGE_SELF):
                raise TokenNotFound(token=token_id)
            self._work.session.delete(token)
            self._audit.record("token_revoked", "token", token_id)

    def list_sessions(self) -> list[Session]:
        """Return the actor's own signed-in devices, the latest first."""
        wanted = (
            select(Session)
            .where(Session.person_id == self._me(Action.SEE_SELF))
            .order_by(Session.seen_at.desc())
            .limit(100)
        )
        return list(self._work.session.scalars(wanted))

    def end_session(self, public_id: str) -> None:
        """Sign one of the actor's own devices out at once."""
        with self._work:
            row = self._work.session.scalar(select(Session).where(Session.public_id == public_id))
            if row is None or row.person_id != self._me(Action.CHANGE_SELF):
                raise SessionNotFound(session=public_id)
            self._work.session.delete(row)

    def sign_out(self) -> None:
        """End the session the actor came with."""
        if self._actor is None or self._actor.session_id is None:
            return
        with self._work:
            self._work.session.execute(delete(Session).where(Session.id == self._actor.session_id))

    def _me(self, action: Action) -> str:
        if self._actor is None:
            raise PersonNotFound
        require(self._actor, action)
        return self._actor.person_id
