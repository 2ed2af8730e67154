package import OreFeatures
internal import Yams

/// One mapping of a rule file, read strictly: unknown keys, wrong types and values out of range are errors with their line.
package struct SettingsSection {
    let file: String
    let path: String
    private var values: [String: Node] = [:]

    init(_ node: Node, path: String, file: String, allowed: [String]) throws(InputError) {
        self.file = file
        self.path = path
        if node.scalar.map(\.string).map({ $0.isEmpty || $0 == "null" || $0 == "~" }) ?? false { return }
        guard let mapping = node.mapping else {
            throw Self.error(file, node, path, "\(path.isEmpty ? "the file" : path) must be a mapping of settings", "")
        }
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            guard allowed.contains(name) else {
                let nearest = nearestName(to: name, among: allowed)
                throw Self.error(
                    file, key, Self.join(path, name), "unknown setting \"\(name)\"",
                    nearest.map { "did you mean \"\($0)\"?" } ?? "known settings: " + allowed.joined(separator: ", "))
            }
            values[name] = value
        }
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : path + "." + key }

    private static func error(_ file: String, _ node: Node, _ path: String, _ what: String, _ next: String) -> InputError {
        let column = path.isEmpty ? nil : path
        return .badConfiguration(file: file, place: InputPlace(line: node.mark?.line, column: column), what: what, next: next)
    }

    private func bad(_ node: Node, _ key: String, expected: String) -> InputError {
        let found = node.scalar?.string ?? (node.mapping != nil ? "a mapping" : "a list")
        return Self.error(file, node, Self.join(path, key), "\"\(found)\" is not \(expected)", "correct the value")
    }

    /// A section of a whole rule file, for a module that reads it; the others are not looked at.
    /// - Returns: `nil` for a file without it.
    /// - Throws: `InputError.badConfiguration`.
    package static func ofFile(
        _ yaml: String, section name: String, file: String, allowed: [String]
    ) throws(InputError) -> SettingsSection? {
        guard let node = try RuleSet.compose(yaml, file: file)?.mapping?[name] else { return nil }
        return try SettingsSection(node, path: name, file: file, allowed: allowed)
    }

    package func section(_ key: String, allowed: [String]) throws(InputError) -> SettingsSection? {
        guard let node = values[key] else { return nil }
        return try SettingsSection(node, path: Self.join(path, key), file: file, allowed: allowed)
    }

    package func number(_ key: String, into value: inout Double, in range: ClosedRange<Double>) throws(InputError) {
        guard let node = values[key] else { return }
        guard let text = node.scalar?.string, let parsed = Double(text), range.contains(parsed) else {
            let limit = range.upperBound == .infinity ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw bad(node, key, expected: "a number \(limit)")
        }
        guard parsed.isFinite else { throw bad(node, key, expected: "a finite number") }
        value = parsed
    }

    package func whole(_ key: String, into value: inout Double, in range: ClosedRange<Double>) throws(InputError) {
        guard let node = values[key] else { return }
        guard let parsed = (node.scalar?.string).flatMap({ Int($0) }), range.contains(Double(parsed)) else {
            throw bad(node, key, expected: "a whole number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
        }
        value = Double(parsed)
    }

    /// What is wrong with values that could be read each by itself, at the first of them that the file states.
    package func contradiction(_ keys: [String], _ what: String, _ next: String) -> InputError {
        let key = keys.first { values[$0] != nil } ?? ""
        let place = InputPlace(line: values[key]?.mark?.line, column: Self.join(path, key))
        return .badConfiguration(file: file, place: place, what: what, next: next)
    }

    package func flag(_ key: String, into value: inout Bool) throws(InputError) {
        guard let node = values[key] else { return }
        switch node.scalar?.string {
        case "true": value = true
        case "false": value = false
        default: throw bad(node, key, expected: "true or false")
        }
    }

    func choice<Value: CaseIterable & RawRepresentable>(_ key: String, into value: inout Value) throws(InputError)
    where Value.RawValue == String {
        guard let node = values[key] else { return }
        guard let parsed = Value(rawValue: node.scalar?.string ?? "") else {
            throw bad(node, key, expected: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        value = parsed
    }

    func text(_ key: String, into value: inout String) throws(InputError) {
        guard let node = values[key] else { return }
        guard let text = node.scalar?.string, !text.isEmpty else { throw bad(node, key, expected: "a text") }
        value = text
    }

    func texts(_ key: String, into value: inout [String]) throws(InputError) {
        guard let node = values[key] else { return }
        guard let sequence = node.sequence else { throw bad(node, key, expected: "a list of texts") }
        var result: [String] = []
        for item in sequence {
            guard let text = item.scalar?.string, !text.isEmpty else { throw bad(item, key, expected: "a list of texts") }
            result.append(text)
        }
        value = result
    }

    /// A day as `2012-01-31`, or `null`.
    func day(_ key: String, into value: inout Day?) throws(InputError) {
        guard let node = values[key] else { return }
        let text = node.scalar?.string ?? ""
        if text == "null" || text == "~" || text.isEmpty {
            value = nil
            return
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let y = Int(parts[0]), let m = Int(parts[1]), let d = Int(parts[2]),
            let day = Day(year: y, month: m, day: d)
        else { throw bad(node, key, expected: "a day such as 2012-01-31") }
        value = day
    }

    /// Minutes east of UTC from `UTC`, `Z` or `+08:00`.
    func timeZone(_ key: String, into value: inout Int) throws(InputError) {
        guard let node = values[key] else { return }
        let text = node.scalar?.string ?? ""
        if text == "UTC" || text == "Z" {
            value = 0
            return
        }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, sign == "+" || sign == "-", parts.map(\.count) == [2, 2], let hours = Int(parts[0]),
            let minutes = Int(parts[1]), (0...14).contains(hours), (0...59).contains(minutes)
        else { throw bad(node, key, expected: "UTC or an offset such as \"+08:00\"") }
        value = (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// The known name with the smallest edit distance, when it is near enough to be a slip of the pen.
func nearestName(to name: String, among known: [String]) -> String? {
    let ranked = known.map { (distance: editDistance(Array(name.utf8), Array($0.utf8)), name: $0) }
    guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= max(2, best.name.utf8.count / 2) ? best.name : nil
}

/// Levenshtein's distance, in one row.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let substituted = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, min(row[j], row[j + 1]) + 1)
        }
    }
    return row[b.count]
}
