"""What the library says when refusing."""

from typing import Any

from contenthub.edge.words import _l
from contenthub.kernel.errors import ContentHubError
from contenthub.library import errors as library
from contenthub.library.imaging import errors as files

SENTENCES: dict[type[ContentHubError], Any] = {
    library.AssetNotFound: _l("没有找到这个素材，可能已被移走。"),
    library.AssetInvalid: _l("素材信息有误，请改正标出的地方。"),
    library.AssetInUse: _l("这个素材还在用，不能移走：%(where)s。先从那里换下来。"),
    library.RenditionPending: _l("图片还在处理，请稍等几秒。"),
    library.RenditionNotFound: _l("这个素材没有这种尺寸的图。"),
    library.ProductNotFound: _l("没有找到这个商品。"),
    library.ProductInvalid: _l("商品信息有误，请改正标出的地方。"),
    library.SkuTaken: _l("编号 %(sku)s 已经有商品在用了。"),
    files.FileEmpty: _l("这个文件是空的，请检查原文件后重新上传。"),
    files.FileTooLarge: _l("文件太大了，请压缩后再上传。"),
    files.FileTypeUnknown: _l("认不出这是什么文件，目前能收 JPEG、PNG、WebP、GIF、AVIF、TIFF、BMP 图片。"),
    files.FileTypeRefused: _l("暂时不收 %(found)s 文件，请换成 JPEG、PNG 或 WebP 图片。"),
    files.FileDisguised: _l("文件名写的是 %(claimed)s，内容却是 %(found)s，没有收下。"),
    files.FileTruncated: _l("文件不完整，可能没有传完或原文件被截断了，请重新导出再传。"),
    files.FileDamaged: _l("文件损坏，打不开。请重新导出再传。"),
    files.PixelsTooMany: _l("图片尺寸太大了，请缩小后再上传。"),
    files.DecodeTooHungry: _l("这个文件打开时占用太多内存，没有收下。"),
    files.DecodeTooSlow: _l("这个文件打开太慢，没有收下。"),
    files.DecodeCrashed: _l("这个文件让图片程序出错了，没有收下。"),
    files.SandboxDown: _l("图片处理暂时不可用，请稍后再试。"),
}
