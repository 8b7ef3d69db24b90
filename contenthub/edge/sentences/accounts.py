"""What accounts say when they refuse."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.accounts import access
from contenthub.accounts import errors as accounts
from contenthub.kernel.errors import ContentHubError

SENTENCES: dict[type[ContentHubError], Any] = {
    accounts.PersonNotFound: _l("没有找到这个人。"),
    accounts.UnitNotFound: _l("没有找到这个组织。"),
    accounts.TokenNotFound: _l("没有找到这个令牌，可能已经作废。"),
    accounts.SessionNotFound: _l("这台设备已经退出了。"),
    accounts.LoginTaken: _l("登录名 %(login)s 已经有人用了，请换一个。"),
    accounts.SetUpDone: _l("已经设置过管理员了，请直接登录。"),
    accounts.WrongPassword: _l("登录名或密码不对。"),
    accounts.SignInThrottled: _l("试错次数太多，请 %(retry_after)s 秒后再试。"),
    accounts.PersonInvalid: _l("人员信息有误，请改正标出的地方。"),
    accounts.UnitInvalid: _l("组织信息有误，请改正标出的地方。"),
    accounts.PasswordInvalid: _l("密码不合要求：至少 8 个字符；改密码时旧密码要对。"),
    accounts.LastAdmin: _l("这是最后一位管理员，先指定另一位管理员再操作。"),
    access.TokenInvalid: _l("令牌信息有误，请改正标出的地方。"),
}
