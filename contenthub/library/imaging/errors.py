"""Why a file is refused: one class per reason, carrying the facts; the class's slug is the reason code."""

import errno

from contenthub.kernel.errors import ContentHubError, Invalid, TooLarge, Unavailable, UnsupportedType


class FileRefused(ContentHubError):
    """A file does not come in; every class below is one reason."""


class FileEmpty(FileRefused, Invalid):
    """The file has no bytes."""


class FileTooLarge(FileRefused, TooLarge):
    """The file has more `bytes` than `limit`."""


class FileTypeUnknown(FileRefused, UnsupportedType):
    """The bytes are of no kind we know."""


class FileTypeRefused(FileRefused, UnsupportedType):
    """The bytes are of a kind (`found`) that we know and do not take."""

    slug_override = "unsupported-type"


class FileDisguised(FileRefused, UnsupportedType):
    """The name claims one type (`claimed`), the bytes are another (`found`) that we do not take."""


class FileTruncated(FileRefused, Invalid):
    """The file is cut short; `cause` says where decoding stopped."""


class FileDamaged(FileRefused, Invalid):
    """The file is of a known type but cannot be decoded; `cause` says why."""


class PixelsTooMany(FileRefused, Invalid):
    """`width` × `height` × `frames` is more than `limit` pixels."""


class DecodeTooHungry(FileRefused, Invalid):
    """Decoding wanted more memory than the child process may have."""


class DecodeTooSlow(FileRefused, Invalid):
    """Decoding took longer than the child process may take; `limit` says which of its limits was met."""


class DecodeCrashed(FileRefused, Invalid):
    """Decoding killed the child process; `signal` is its number, or the exit status is in `status`."""


class SandboxDown(Unavailable):
    """No child process could be started, or it could not read or write its files; the picture is not to blame."""


_OUR_FAULTS = {
    errno.ENOENT,
    errno.EACCES,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
}


def is_our_fault(error: Exception) -> bool:
    """Tell whether the disk or this machine failed rather than the file."""
    return isinstance(error, OSError) and error.errno in _OUR_FAULTS
