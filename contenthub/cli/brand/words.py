"""Who the demo brand is and what it says. Its shop is an address that can never exist (`.example`)."""

from dataclasses import dataclass

SHOP = "https://shop.mingtang.example"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo brand; those with `is_shown` get a sign-in that is printed."""

    login: str
    name: str
    role: str
    unit: str
    is_shown: bool = False


@dataclass(frozen=True)
class DemoProduct:
    """Something sold; `kind` chooses its pictures."""

    sku: str
    name: str
    kind: str
    price: int
    tags: tuple[str, ...]


@dataclass(frozen=True)
class DemoOffer:
    """A reason to act now."""

    name: str
    kind: str
    note: str
    sku: str
    path: str


REGIONS = {
    "华东区": ("人民广场店", "徐家汇店", "虹桥店"),
    "华南区": ("天河店", "万象城店"),
    "西南区": ("太古里店",),
}
PEOPLE = (
    DemoPerson("admin", "林越", "admin", "总部", is_shown=True),
    DemoPerson("zhou", "周明", "marketer", "总部", is_shown=True),
    DemoPerson("chen", "陈静", "manager", "华东区", is_shown=True),
    DemoPerson("li", "李芳", "guide", "人民广场店", is_shown=True),
    DemoPerson("wang", "王晓", "guide", "人民广场店", is_shown=True),
    DemoPerson("zhao", "赵敏", "guide", "徐家汇店"),
    DemoPerson("sun", "孙悦", "guide", "徐家汇店"),
    DemoPerson("qian", "钱多多", "guide", "虹桥店"),
    DemoPerson("wu", "吴桐", "guide", "虹桥店"),
    DemoPerson("zheng", "郑好", "guide", "天河店"),
    DemoPerson("feng", "冯雪", "guide", "天河店"),
    DemoPerson("he", "何晴", "guide", "万象城店"),
    DemoPerson("xu", "许诺", "guide", "太古里店"),
)
ROLE_WORDS = {"admin": "管理员", "marketer": "营销", "manager": "区域经理", "guide": "导购"}
PRODUCTS = (
    DemoProduct("D-001", "法式收腰连衣裙", "dress", 39900, ("连衣裙", "通勤", "秋冬")),
    DemoProduct("S-010", "水洗棉白衬衫", "shirt", 25900, ("衬衫", "通勤", "基础款")),
    DemoProduct("W-021", "双面呢短外套", "outwear", 89900, ("外套", "秋冬", "新品")),
    DemoProduct("P-030", "高腰直筒长裤", "pants", 32900, ("裤装", "通勤")),
    DemoProduct("K-042", "羊毛半身裙", "skirt", 29900, ("半身裙", "秋冬")),
    DemoProduct("H-007", "羊毛贝雷帽", "hat", 15900, ("帽子", "配饰", "秋冬")),
)
OFFERS = (
    DemoOffer("满300减50", "coupon", "全场通用，可与会员价同享", "D-001", "/c/50"),
    DemoOffer("预约到店试穿", "booking", "本周内到店，送同色丝巾", "D-001", "/booking/try-on"),
    DemoOffer("外套会员价", "price", "¥799 起，会员专享", "W-021", "/p/W-021"),
    DemoOffer("同色丝巾赠品", "gift", "买任意连衣裙即送，送完为止", "D-001", "/gift/scarf"),
    DemoOffer("收藏这几套", "link", "先收着，上新提醒你", "S-010", "/list/commute"),
)
COMMUTE = {
    "title": "秋冬通勤三套穿搭",
    "summary": "一条连衣裙、一件短外套、一件白衬衫，一周五天不用想穿什么。",
    "blocks": (
        ("text", "<p>通勤第一眼要利落，面料比版型更先被看见。这一季我们只挑三件，能互相搭，洗得起，坐一天不皱。</p>"),
        ("slot", "top", "开篇", (0,), 4, False),
        ("heading", "第一套：短外套配直筒裤"),
        ("image", "outwear", "双面呢短外套"),
        ("text", "<p>短一寸就高三厘米。肩线落在骨头上，里面一件薄针织就够，地铁里脱下来也不占手。</p>"),
        ("heading", "第二套：一条连衣裙解决所有早晨"),
        ("image", "dress", "法式收腰连衣裙"),
        ("text", "<p>试穿三天，领口不走光，坐下也不起褶。腰线收在最细处，外面套任何外套都成立。</p>"),
        ("slot", "after_try", "试穿后", (1, 3), 4, True),
        ("product", "D-001"),
        ("heading", "第三套：白衬衫的三种打开方式"),
        ("image", "shirt", "水洗棉白衬衫"),
        ("text", "<p>扎进裤腰是通勤，敞开当外搭是周末，反穿露背是约会。买一件就买水洗过的，越穿越软。</p>"),
        ("slot", "end", "文末", (2, 0), 4, True),
    ),
}
CARE = {
    "title": "羊毛怎么洗都不缩",
    "summary": "三步，十分钟，把最贵的那件洗得和新的一样。",
    "blocks": (
        ("text", "<p>羊毛怕的不是水，是热和搓。记住三句话：冷水泡，轻轻压，平着晾。</p>"),
        ("image", "skirt", "羊毛半身裙"),
        ("heading", "第一步：冷水，十分钟"),
        ("text", "<p>盆里放三十度以下的水和一盖羊毛洗涤剂，衣服反面朝外按进去，别动它。</p>"),
        ("heading", "第二步：压，不要拧"),
        ("text", "<p>拿毛巾卷起来，用手掌压干。拧一次，纤维就断一批。</p>"),
        ("slot", "middle", "学会之后", (1,), 4, True),
        ("image", "hat", "羊毛贝雷帽"),
        ("text", "<p>晾的时候平铺在网上，躲开太阳。第二天早上穿，软得像刚买。</p>"),
        ("slot", "end", "文末", (0, 2), 4, False),
    ),
}
GUIDE_WORDS = (
    "我自己穿 M 码，165/52，腰这里刚好收住。",
    "上周三位老客都拿了这一件，颜色比图上更沉稳一点。",
    "我在店里给您留了一件，来之前跟我说一声。",
    "面料我摸过了，不扎，贴身穿也行。",
)
RECIPIENTS = ("张女士", "陈姐", "刘小姐")
