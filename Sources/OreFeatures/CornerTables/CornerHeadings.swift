/// What a column of a corner table is.
enum CornerRole: Hashable {
    case corner
    /// A number that counts corners only where a ring column stands beside it.
    case weakCorner
    case ring
    /// Says whether a ring is an exterior or a hole.
    case ringKind
    case coordinate(CoordinateRole)
    /// All corners of the licence in one cell.
    case corners
    case parcel
    case crs
    case attribute(LicenceField)
}

/// The headings of coordinates. `x` and `y` leave open which of them is the easting.
enum CoordinateRole: Hashable {
    case x, y, easting, northing, longitude, latitude
}

/// The attributes of a licence that a corner table carries.
enum LicenceField: Hashable {
    case licenceID, holder, name, mineral, method, status, capacity
    case validity, validFrom, validTo
    case area, elevation, elevationLow, elevationHigh
}

/// The headings that licence documents, registers and survey files use, Chinese and English.
enum CornerHeadings {
    /// The role of a heading, and the text in its brackets (a unit, mostly); `nil` for one that is not known.
    static func role(_ text: some StringProtocol) -> (role: CornerRole, remark: String)? {
        guard text.utf8.count <= 120 else { return nil }
        let (name, remark) = CornerText.heading(text)
        if let role = words[name] { return (role, remark) }
        // A unit may stand behind the name without brackets: area_km2, 面积平方公里, xm.
        for (unit, length) in units where name.hasSuffix(unit) {
            if let role = words[String(name.dropLast(length))] { return (role, unit) }
        }
        return nil
    }

    private static let units: [(String, Int)] = ["平方公里", "平方千米", "平方米", "公顷", "亩", "km²", "km2", "m²", "m2", "ha", "mu", "米", "m"]
        .map { ($0, $0.count) }

    private static let words: [String: CornerRole] = {
        var words: [String: CornerRole] = [:]
        for (role, list) in lists { for word in list.split(separator: " ") { words[String(word)] = role } }
        return words
    }()

    private static let lists: [(CornerRole, String)] = [
        (
            .corner,
            "拐点编号 拐点号 拐点 拐点序号 点号 点编号 界址点号 界址点编号 界址点 corner vertex cornerno cornernumber cornerid vertexno vertexnumber pointno pointnumber cornerpoint"
        ),
        (.weakCorner, "序号 编号 point number no no. pt"),
        (.ring, "圈号 环号 圈 环 图形号 界址线圈号 ring ringno ringnumber ringid part partno 区块号 块号"),
        (.ringKind, "标识 圈标识 内外圈 圈类型 ringtype ringkind ringrole hole"),
        (.coordinate(.x), "x x坐标 坐标x 纵坐标 纵坐标x x纵坐标 xcoord xcoordinate"),
        (.coordinate(.y), "y y坐标 坐标y 横坐标 横坐标y y横坐标 ycoord ycoordinate"),
        (.coordinate(.easting), "easting east 东坐标 e e坐标"), (.coordinate(.northing), "northing north 北坐标 n n坐标"),
        (.coordinate(.longitude), "经度 东经 经度l longitude lon lng long"), (.coordinate(.latitude), "纬度 北纬 纬度b latitude lat"),
        (.corners, "区域坐标 拐点坐标 矿区范围拐点坐标 坐标串 坐标 corners cornercoordinates coordinates"),
        (.parcel, "地块号 地块编号 地块名称编号 宗地号 parcel parcelno parcelid feature"),
        (.crs, "坐标系 坐标系统 坐标系名称 crs epsg srid"),
        (
            .attribute(.licenceID),
            "许可证号 采矿许可证号 勘查许可证号 许可证编号 采矿许可证编号 证号 采矿证号 licenceid licenseid licence license licenceno licenseno licencenumber licensenumber permitno permit"
        ),
        (.attribute(.holder), "采矿权人 矿业权人 探矿权人 采矿权人名称 权利人 许可证持有人 holder owner licensee"),
        (.attribute(.name), "矿山名称 矿区名称 项目名称 地块名称 名称 name mine minename"),
        (.attribute(.mineral), "开采矿种 矿种 开采主矿种 主矿种 mineral commodity"), (.attribute(.method), "开采方式 method"),
        (.attribute(.status), "状态 许可证状态 status"), (.attribute(.capacity), "生产规模 设计生产规模 设计规模 capacity"),
        (.attribute(.validity), "有效期 有效期限 许可证有效期 validity"),
        (.attribute(.validFrom), "有效期起 有效期自 有效期始 起始日期 有效期起始 validfrom start"),
        (.attribute(.validTo), "有效期止 有效期至 终止日期 截止日期 有效期终止 validto expiry expires"),
        (.attribute(.area), "面积 矿区面积 登记面积 开采面积 地块面积 许可面积 area statedarea licencearea"),
        (.attribute(.elevation), "开采标高 开采深度 标高 开采深度标高 elevation elevationrange depth"),
        (.attribute(.elevationLow), "最低标高 标高下限 开采标高下限 elevationfrom elevationfromm elevationmin minelevation"),
        (.attribute(.elevationHigh), "最高标高 标高上限 开采标高上限 elevationto elevationtom elevationmax maxelevation"),
    ]
}
