internal import OreLedger

/// Chinese words for why rows of tables are set aside. The readers say it in English, which is what stores keep and files for programs have.
enum SetAsideWords {
    /// In Chinese; the English words where nothing is known of them.
    static func chinese(_ text: String) -> String { Self.translated(text) ?? text }

    /// Of the first pattern that fits; `*` stands for anything, `$1` for what the first `*` stood for.
    static func translated(_ text: String) -> String? {
        for (english, chinese) in patterns {
            guard let parts = captures(text[...], english.split(separator: "*", omittingEmptySubsequences: false)) else { continue }
            return parts.enumerated().reduce(chinese) { result, part in
                result.replacing("$\(part.offset + 1)", with: nouns[part.element] ?? part.element)
            }
        }
        return nil
    }

    /// - Parameter pieces: what stands between the stars.
    private static func captures(_ text: Substring, _ pieces: [Substring]) -> [String]? {
        guard let first = pieces.first, let last = pieces.last, text.hasPrefix(first) else { return nil }
        if pieces.count == 1 { return text == first ? [] : nil }
        var rest = text.dropFirst(first.count)
        guard rest.hasSuffix(last) else { return nil }
        rest = rest.dropLast(last.count)
        var found: [String] = []
        for piece in pieces.dropFirst().dropLast() {
            guard let place = rest.firstRange(of: piece) else { return nil }
            found.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        return found + [String(rest)]
    }

    /// What a cell is not.
    private static let nouns: [String: String] = [
        "a year": "年度", "a month of a year": "某年的月份", "a day that can be read one way only": "只有一种读法的日期", "a unit that is known": "已知的计量单位",
        "a stage": "环节", "a class of ore": "矿石类别", "a material": "产品形态", "a number of degrees": "度数", "on the globe": "地球上的位置",
        "yes or no": "是或否", "a figure": "数值", "known": "已知的词",
    ]

    private static let patterns: [(english: String, chinese: String)] = whats + nexts

    private static let whats: [(english: String, chinese: String)] = [
        ("is empty: how much oxide is in the concentrate is not stated", "为空：未注明精矿中氧化物的含量"),
        ("is empty", "为空"), ("names nobody", "未写明主体"), ("is negative", "为负数"), ("\"*\" is negative", "“$1”为负数"),
        ("is neither yes nor no", "既不是“是”也不是“否”"), ("\"*\" is no share between 0 and 1", "“$1”不是 0 到 1 之间的比例"),
        ("is in cubic metres", "以立方米计"), ("\"*\" is not a word for the *", "“$1”不是“$2”的取值"), ("\"*\" is not *", "“$1”不是$2"),
        ("is *, of another year than *", "为 $1，与所写年度 $2 不符"), ("is no month", "不是月份"), ("is no year", "不是年度"),
        ("\"*\" can be read two ways", "“$1”有两种读法"), ("\"*\" has groups of digits that are not of three", "“$1”的数字不是三位一组"),
        ("\"*\" is finer than a thousandth of a tonne", "“$1”细于千分之一吨"), ("\"*\" has more decimals than can be kept", "“$1”的小数位过多"),
        ("\"*\" is more than 10^9 t", "“$1”超过 10^9 吨"), ("\"*\" is more than can be true", "“$1”大得不可能"),
        ("contradicts the unit, of tonnes or of cubic metres", "与计量单位不一致（吨或立方米）"),
        ("\"*\" has the unit \"*\"", "“$1”的单位“$2”不可识别"), ("\"*\" mixes tonnes and cubic metres", "“$1”混用吨与立方米"),
        ("makes somebody belong to himself: *", "隶属关系成环：$1"), ("\"*\" belongs to itself", "“$1”隶属于自身"),
        ("contradicts another record of the same key (rows *)", "与同一记录的其他行矛盾（第 $1 行）"),
        ("speaks of a month that has not come", "所属月份尚未到来"), ("is of a day that has not come", "日期尚未到来"),
        ("speaks of a year that is far off", "所属年度过远"), ("speaks of a year that has not come", "所属年度尚未到来"), ("* has not come", "$1 尚未到来"),
        ("the row has more cells than the heading", "该行的单元格多于表头"), ("is \"*\", which the profile does not list", "为“$1”，配置文件未列出"),
        ("is a line of * bytes", "该行长达 $1 字节"), ("is a text of * bytes", "文字长达 $1 字节"),
        ("* is before *, when it begins", "$1 早于起始日期 $2"), ("is empty beside the other of the two", "为空，而另一项已填"),
        ("is empty beside a day of payment", "为空，而已填缴纳日期"), ("is empty, and so is the year", "为空，年度也为空"),
        ("* t is more than the * t it is part of", "$1 吨大于其所属的 $2 吨"), ("names nothing", "未写明内容"), ("\"*\" is not known", "“$1”不可识别"),
        ("is stated for ground of which it is documented how far mines lie apart", "该类用地各矿的离散程度已有文献值，不应填写"),
        ("is empty: of such ground it is not documented how far mines lie apart", "为空：该类用地各矿的离散程度没有文献值"),
        ("* is no spread of mines from * to 2", "$1 不是 $2 至 2 之间的各矿对数标准差"),
        ("* t from a hectare is no yield of ground", "每公顷 $1 吨不是合理的产量"), ("\"*\" is the seller, too", "“$1”同时为销售方"),
    ]

    private static let nexts: [(english: String, chinese: String)] = [
        (
            "fill in the grade, as 0.55 or 55 %, or deliver such rows in a table without grades", "请填写品位（如 0.55 或 55 %），或将这些行放入无品位列的表格"
        ),
        ("fill in the cell", "请填写"), ("fill in both, or none", "请两项都填，或都不填"), ("fill in what was paid", "请填写已缴金额"),
        ("give the licence", "请填写许可证"), ("correct the month", "请更正月份"), ("correct the day", "请更正日期"), ("correct the year", "请更正年度"),
        ("correct one of the two", "请更正其中之一"), ("correct one of these links", "请更正其中一环"), ("correct it", "请更正"),
        ("correct the report; a report of nothing is 0", "请更正；没有产量填 0"), ("correct the record; nothing is 0", "请更正；没有则填 0"),
        ("write it as *", "请写作 $1"), ("write the day as *", "日期请写作 $1"), ("write the month as 2024-03, or the year", "请写月份（如 2024-03）或年度"),
        ("write 0 where there was nothing", "没有则填 0"), ("write digits with a point before decimals", "请写数字，小数点用“.”"),
        ("write 1234 or 1.234 without doubt", "请写成 1234 或 1.234，避免歧义"), ("write 0.84 or 84 %", "请写成 0.84 或 84 %"),
        ("write degrees, WGS 84", "请写度数（WGS 84）"), ("write one of *", "可填 $1"),
        ("write *, apart by semicolons", "可填 $1，以分号分隔"), ("leave the cell empty", "请留空"),
        ("write mining, separation or export", "可填开采、冶炼分离或出口"), ("write light, ionic, other or nothing", "可填轻稀土、离子型、其他，或留空"),
        ("write oxide, ore, concentrate or nothing", "可填氧化物、原矿、精矿，或留空"), ("write yes, no, 是 or 否", "可填是或否"),
        ("write yes or no", "可填是或否"), ("write t, kg, kt, 万吨 or m3", "可填 t、kg、kt、万吨或 m3"),
        ("round it to kilograms", "请取整到千克"), ("round it to three decimals of a tonne", "请保留三位小数"), ("check its unit", "请核对单位"),
        ("state one standard deviation of the natural logarithm", "请填写自然对数的一倍标准差"),
        (
            "run orewatch ledger calibrate, or fill in one standard deviation of the natural logarithm",
            "请运行 orewatch ledger calibrate，或填写自然对数的一倍标准差"
        ),
        ("state tonnes", "请以吨计"), ("state t REO from a hectare", "请填写每公顷的吨数（REO）"), ("state one of the two in the whole table", "全表请只用其一"),
        ("leave the unit out, or name a usual one", "请去掉单位，或用常用单位"), ("quote figures that hold the separator, as *", "含分隔符的数字请加引号，如 $1"),
        ("add it to \"values\"", "请加入 values"), ("cut it", "请截断"), ("shorten it", "请缩短"), ("name the one above it", "请填写其上级"),
        ("name who bought it", "请填写购买方"),
        ("delete the wrong one, or give each the day it was received", "请删去错误的一行，或分别注明收到日期"),
    ]
}

extension Language {
    /// Why a row was set aside, as stores keep it: `column t_reo: is negative; correct the report`.
    public func setAside(reason: String) -> String {
        guard self == .chinese else { return reason }
        let marks = reason.ranges(of: "; ")
        // Behind the column first: what begins with a cell would take the column for a part of it.
        let starts = (reason.hasPrefix("column ") ? reason.ranges(of: ": ").map(\.upperBound) : []) + [reason.startIndex]
        // Cells hold colons and semicolons too: the place where both sides say something is the one.
        for start in starts {
            for mark in marks where mark.lowerBound >= start {
                guard let what = SetAsideWords.translated(String(reason[start..<mark.lowerBound])),
                    let next = SetAsideWords.translated(String(reason[mark.upperBound...]))
                else { continue }
                let column = start == reason.startIndex ? "" : "列“\(reason[..<start].dropFirst("column ".count).dropLast(2))”："
                return column + what + "；" + next
            }
        }
        return reason
    }

    /// The same of a row of a check.
    func setAside(_ row: SetAsideRow) -> (reason: String, next: String) {
        self == .english ? (row.reason, row.next) : (SetAsideWords.chinese(row.reason), SetAsideWords.chinese(row.next))
    }
}
