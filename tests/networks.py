"""Networks to look at: one of the shape of a real article, one of any size, one whose every text is hostile."""

import random

import networkx as nx

LABELS = {
    "Person": ("人物", "person"),
    "University": ("高校", "university"),
    "Hospital": ("医疗机构", "hospital"),
    "Company": ("企业", "company"),
    "ResearchInstitute": ("科研机构", "research institute"),
    "Laboratory": ("实验室", "laboratory"),
    "Platform": ("创新平台", "platform"),
    "Place": ("地点", "place"),
    "Park": ("园区", "park"),
    "Award": ("奖项", "award"),
    "Project": ("项目", "project"),
    "Programme": ("计划", "programme"),
    "Event": ("活动", "event"),
    "partnersWith": ("合作", "partners with"),
    "locatedIn": ("位于", "located in"),
    "affiliatedWith": ("任职于", "affiliated with"),
    "receivedAward": ("获得", "received award"),
    "participatesIn": ("参与", "participates in"),
}

PLATFORM = "云杉区技术转移综合服务平台"
DISTRICT = "云杉区"
_PARTNERS = {
    "University": "云杉大学 东湖理工大学 松江口医学院 南浦交通大学",
    "Hospital": "云杉区中心医院 东湖医院 松江口大学附属妇产科医院 云杉区疾病预防控制中心",
    "Company": "长桥航空工业集团有限公司 远帆核电 和泰医药 青松生物科技股份有限公司 江湾银行 同洲保险",
    "ResearchInstitute": "应用光学研究所 云杉人工智能实验室 海洋化学研究所 智能制造研究院 国家抗体重点实验室 期望院",
}
_LOCATED = {
    "Park": "云杉软件园 长桥生命健康产业园",
    "Platform": "分子诊断创新中心 云杉区集成电路测试公共服务中心 医工交叉技术转化研究中心",
    "Company": "明珠机器人 瑞庭基因科技有限公司 星野智能 蓝鲸材料 高桥半导体 木棉软件",
    "ResearchInstitute": "云杉药物研究院 类脑计算研究中心 量子测量实验室",
    "Place": "枫桥街道",
}
_PEOPLE = (
    ("陈若涵", "云杉大学", "云杉科技功臣奖"),
    ("林一舟", "东湖医院", "青年科技启明奖"),
    ("周远达", "应用光学研究所", "云杉科技进步奖一等奖"),
    ("吴思齐", "云杉人工智能实验室", "云杉科技功臣奖"),
    ("郑和风", "和泰医药", "云杉科技进步奖一等奖"),
    ("欧阳牧之", "南浦交通大学", "云杉科技功臣奖"),
)
_ISOLATED = {
    "Programme": "科技小巨人工程 十四五规划 首台套推广目录",
    "Project": "相控磁波治疗项目 深海采样装置",
    "Event": "云杉科学技术奖励大会",
    "Award": "国家科技进步特等奖",
}

_SYLLABLES = "云杉东湖松江南浦长桥远帆和泰青木明珠瑞庭星野蓝鲸高岭海天华清启元博雅思齐"
_ENDINGS = {
    "Company": "科技有限公司",
    "Person": "",
    "ResearchInstitute": "研究所",
    "Hospital": "医院",
    "University": "大学",
    "Platform": "创新转化中心",
    "Project": "示范项目",
    "Award": "科技奖",
    "Place": "新区",
}


def add(graph: "nx.MultiDiGraph[str]", kind: str, name: str, *names: str, klass: str = "") -> None:
    """Add an entity that is called ``name``, which is its key too, and its further names."""
    graph.add_node(name, label=name, type=kind, klass=klass or kind, names=[name, *names])


def link(graph: "nx.MultiDiGraph[str]", subject: str, predicate: str, target: str, exact: str) -> None:
    """Add a relation and the sentence that says so; it ends with a full stop, which is no part of the wording."""
    evidence = {"exact": exact, "sentence": f"据悉，{exact}。", "document": "云杉区创新观察", "source": "news/1.txt"}
    graph.add_edge(subject, target, predicate=predicate, confidence=0.9, evidence=[evidence | {"start": 3, "end": 9}])


def article() -> "nx.MultiDiGraph[str]":
    """A platform with 20 partners, a district with 15 bodies in it, people with awards, things without relations."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    add(graph, "Place", DISTRICT, "云杉")
    add(graph, "Platform", PLATFORM, "云杉平台", "TTO")
    for kind, names in _PARTNERS.items():
        for name in names.split():
            add(graph, kind, name, klass="Laboratory" if name.endswith("实验室") else kind)
            link(graph, PLATFORM, "partnersWith", name, f"平台牵手{name}等单位")
    for kind, names in _LOCATED.items():
        for name in names.split():
            add(graph, kind, name)
            link(graph, name, "locatedIn", DISTRICT, f"{name}落户云杉区")
    link(graph, PLATFORM, "locatedIn", DISTRICT, "云杉区率先成立区域型平台")
    link(graph, "云杉区中心医院", "locatedIn", DISTRICT, "云杉区中心医院等三级医院")
    for person, body, award in _PEOPLE:
        add(graph, "Person", person)
        add(graph, "Award", award)
        link(graph, person, "affiliatedWith", body, f"{body}{person}院士")
        link(graph, person, "receivedAward", award, f"{person}荣膺{award}")
    for kind, names in _ISOLATED.items():
        for name in names.split():
            add(graph, kind, name)
    add(graph, "Company", "Northwind Instruments")
    return graph


def news(nodes: int, edges: int, seed: int = 3) -> "nx.MultiDiGraph[str]":
    """Many articles of 25 entities, each with a hub of its own, and some links between them; so many in all."""
    draw = random.Random(seed)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keys = [f"https://example.org/{number}" for number in range(nodes)]
    for key in keys:
        kind = draw.choice(list(_ENDINGS))
        name = "".join(draw.choices(_SYLLABLES, k=draw.randint(2, 6))) + _ENDINGS[kind]
        graph.add_node(key, label=name, type=kind, klass=kind, names=[name])
    articles = [keys[start : start + 25] for start in range(0, nodes, 25)]
    predicates = ("partnersWith", "locatedIn", "affiliatedWith", "participatesIn", "receivedAward")
    while graph.number_of_edges() < edges:
        group = draw.choice(articles)
        source = group[0] if draw.random() < 0.5 else draw.choice(group)
        target = draw.choice(group if draw.random() < 0.9 else keys)
        if source != target:
            link(graph, source, draw.choice(predicates), target, "两家单位宣布合作")
    return graph


def hostile(payload: str) -> "nx.MultiDiGraph[str]":
    """Two entities and two relations whose every text is the payload, or begins with it."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    other = payload + " 2"
    for name in (payload, other):
        graph.add_node(name, label=name, type=payload, klass=other, names=[name, payload + " 3"])
    evidence = {"exact": payload, "sentence": f"甲{payload}乙", "document": payload, "source": payload}
    graph.add_edge(payload, other, predicate=payload, confidence=0.5, evidence=[evidence])
    graph.add_edge(other, payload, predicate="partnersWith", confidence=0.5, evidence=[evidence])
    return graph
