/// What stands around a table in a licence document: `采矿许可证号：C3600…  采矿权人：…`, ring titles, remarks.
enum CornerProse {
    /// The pairs of known key and value in one line, with the unit that the key states in brackets.
    static func pairs(_ line: String) -> [(role: CornerRole, value: String, unit: String)] {
        guard line.utf8.count <= 4000 else { return [] }
        let characters = Array(line)
        var found: [(start: Int, value: Int, role: CornerRole, unit: String)] = []
        for colon in characters.indices where characters[colon] == ":" || characters[colon] == "：" || characters[colon] == "=" {
            guard let (start, role, unit) = key(characters, before: colon, after: found.last?.value ?? 0) else { continue }
            found.append((start, colon + 1, role, unit))
        }
        return found.enumerated().map { i, key in
            let end = i + 1 < found.count ? found[i + 1].start : characters.count
            let value = CornerText.trimmed(String(characters[min(key.value, end)..<end]))
            return (key.role, trimmingStops(value), key.unit)
        }
    }

    /// The longest known key of up to three words that ends before a colon.
    private static func key(_ line: [Character], before colon: Int, after floor: Int) -> (Int, CornerRole, String)? {
        var best: (Int, CornerRole, String)?
        var start = colon
        var words = 0
        while start > floor, words < 3, colon - start < 40 {
            start -= 1
            let isBorder = start == floor || isBreak(line[start - 1])
            guard isBorder else { continue }
            words += 1
            if let (role, remark) = CornerHeadings.role(String(line[start..<colon])) { best = (start, role, remark) }
            if start > floor, !line[start - 1].isWhitespace { break }
        }
        return best
    }

    private static func isBreak(_ character: Character) -> Bool { character.isWhitespace || ";；,，。|、".contains(character) }

    private static func trimmingStops(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, ";；,，。、".contains(last) { text.removeLast() }
        return CornerText.trimmed(text)
    }

    /// The ring that a line such as `第2圈`, `圈号：2`, `Ring 2` announces, and whether it says that it is a hole.
    static func ringTitle(_ line: String) -> (ring: String, isHole: Bool?)? {
        let plain = CornerText.plain(line).lowercased()
        guard plain.count <= 24 else { return nil }
        if let match = plain.wholeMatch(of: /(?:ring|part|圈号?|环号?|区块号?|地块)\s*(?:no\.?)?\s*[:#]?\s*([0-9a-z]{1,8}|[一二三四五六七八九十]{1,3})\s*:?/) {
            return (String(match.1), nil)
        }
        if let match = plain.wholeMatch(of: /第\s*([0-9]{1,5}|[一二三四五六七八九十]{1,3})\s*(?:圈|环|区块|地块)\s*:?/) { return (String(match.1), nil) }
        if let match = plain.wholeMatch(of: /(内圈|内环|孔洞|扣除范围|扣除区|hole)\s*([0-9]{0,5})\s*:?/) { return ("hole " + match.2, true) }
        return nil
    }

    /// Whether a cell says that its ring is a hole; `nil` for other words.
    static func isHole(_ text: String) -> Bool? {
        switch CornerText.plain(text).lowercased() {
        case "内", "内圈", "内环", "孔", "孔洞", "洞", "扣除", "hole", "inner", "interior", "true", "yes", "是", "-1": true
        case "外", "外圈", "外环", "outer", "exterior", "false", "no", "否", "+1": false
        default: nil
        }
    }
}
