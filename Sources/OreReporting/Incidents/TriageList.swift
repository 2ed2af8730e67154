public import OreCases
internal import OreFeatures

/// The list that is handed round: what is known of each incident, and four empty columns to fill in: `decision`, `reason`, `note`, `assignee`.
public enum TriageList {
    /// The columns to fill in.
    public enum Entry: String, Sendable, Hashable, CaseIterable {
        case decision, reason, note, assignee
    }

    /// What a person needs beside them, of ``IncidentField``; the handle first.
    static let fields: [IncidentField] = [
        .handle, .place, .expectedArea, .state, .rules, .verdict, .probability, .certainty, .area, .growth, .firstSeen, .lastSeen,
        .lastEvent, .district, .holder, .group, .licenceIDs, .nearestLicenceID, .zoneIDs, .assignee, .labelPoint, .subject, .firstYear,
        .lastYear, .excess,
    ]

    /// CSV, UTF-8 with a byte order mark so that Excel reads Chinese; CRLF.
    public static func csv(_ listings: [IncidentListing]) -> [UInt8] {
        var rows = CSVRow()
        for field in fields { rows.append(field.rawValue) }
        for entry in Entry.allCases { rows.append(entry.rawValue) }
        rows.end()
        for listing in listings {
            for field in fields { rows.append(field.value(of: listing).text) }
            for _ in Entry.allCases { rows.appendEmpty() }
            rows.end()
        }
        return [0xEF, 0xBB, 0xBF] + rows.bytes.bytes
    }

    /// A workbook with the list, and a second sheet that says what may be filled in.
    /// - Throws: `OutputError`.
    public static func workbook(_ listings: [IncidentListing], language words: Language, to path: String) throws {
        let columns = fields.map(IncidentExports.column) + Entry.allCases.map { XLSXWriter.Column($0.rawValue, width: 24) }
        let list = XLSXWriter.Sheet(name: "triage", columns: columns) { append in
            for listing in listings {
                try append(fields.map { IncidentExports.value($0, listing) } + Entry.allCases.map { _ in .empty })
            }
        }
        let help = XLSXWriter.Sheet(name: "how to fill in", columns: [.init("decision"), .init("meaning", width: 80)]) { append in
            for kind in Decision.Kind.allCases {
                try append([.text(kind.rawValue + " / " + Language.chinese.name(of: kind)), .text(words.meaning(of: kind))])
            }
            try append([.text("–"), .text(words(.notALegalFinding))])
        }
        try XLSXWriter.write([list, help], to: path)
    }

    // MARK: Brought back

    /// The decisions of a filled-in list, in the order of its rows: all of them, or none.
    ///
    /// A row without entries is passed over. A note or an assignee counts beside a decision or alone. Decisions are English words or the
    /// Chinese ones of the list; the other columns are read for nothing but the area that the person saw.
    /// - Parameters:
    ///   - path: `.xlsx` or CSV in any encoding, with the columns `handle` and `decision` at least.
    ///   - areaOf: the present extent of the incident that a handle resolves to, square metres; `nil` when there is none.
    /// - Throws: ``OreFeatures/InputError`` that names the rows that cannot be used, and why; at most four lines.
    public static func read(
        _ path: String, actor: String, time: String, areaOf: (IncidentHandle) throws -> Double?
    ) throws -> [Decision] {
        let table = try TableFile(path, requiring: ["handle", "decision"])
        var decisions: [Decision] = []
        var faults: [(row: Int, column: String, what: String, next: String)] = []
        for row in table.rows {
            let filled = Entry.allCases.map { table.cell($0.rawValue, of: row) }
            guard filled.contains(where: { !$0.isEmpty }) else { continue }
            do {
                decisions += try entries(row, in: table, actor: actor, time: time, areaOf: areaOf)
            } catch let fault as Fault {
                faults.append((row.line, fault.column, fault.what, fault.next))
            }
        }
        guard let first = faults.first else { return decisions }
        var lines = faults.dropFirst().prefix(3).map { "line \($0.row), column \"\($0.column)\": \($0.what); \($0.next)" }
        if faults.count > 4 { lines[2] = "and \(faults.count - 3) more rows from line \(faults[3].row) on" }
        throw InputError.refused(
            file: path, place: InputPlace(line: first.row, column: first.column), what: first.what,
            next: ([first.next] + lines).joined(separator: "\n"))
    }

    private struct Fault: Error {
        var column: String
        var what: String
        var next: String
    }

    private static func entries(
        _ row: TableFile.Row, in table: TableFile, actor: String, time: String, areaOf: (IncidentHandle) throws -> Double?
    ) throws -> [Decision] {
        func cell(_ entry: Entry) -> String? {
            let text = table.cell(entry.rawValue, of: row)
            return text.isEmpty ? nil : text
        }
        let text = table.cell("handle", of: row)
        guard let handle = IncidentHandle(text) else {
            throw Fault(column: "handle", what: "\"\(shortened(text))\" is no handle", next: "handles look like OW-7K3M-Q2XA")
        }
        guard let area = try areaOf(handle) else {
            throw Fault(column: "handle", what: "no incident \(handle) is known", next: "list the incidents again")
        }
        let seen = FixedPointText.number(table.cell(IncidentField.area.rawValue, of: row)).flatMap { $0 > 0 ? $0 : nil } ?? area
        func decision(_ kind: Decision.Kind) -> Decision {
            Decision(
                handle: handle.description, kind: kind, actor: actor, time: time, reason: kind == .assign ? nil : cell(.reason),
                note: cell(.note), assignee: kind == .assign ? cell(.assignee) : nil, areaThen: seen)
        }
        var result: [Decision] = []
        if let word = cell(.decision) {
            let kind = try kind(word)
            if kind == .dismiss && cell(.reason) == nil {
                throw Fault(column: "reason", what: "a dismissal needs a reason", next: "write why it is a false alarm")
            }
            if kind == .assign && cell(.assignee) == nil {
                throw Fault(column: "assignee", what: "an assignment needs a name", next: "write who looks at it")
            }
            if kind == .note && cell(.note) == nil {
                throw Fault(column: "note", what: "a note needs words", next: "write them in the column note")
            }
            result.append(decision(kind))
        } else if cell(.note) != nil {
            result.append(decision(.note))
        } else if cell(.reason) != nil {
            throw Fault(column: "decision", what: "there is a reason but no decision", next: words)
        }
        if cell(.assignee) != nil, !result.contains(where: { $0.kind == .assign }) {
            var assign = decision(.assign)
            if !result.isEmpty { assign.note = nil }
            result.append(assign)
        }
        return result
    }

    private static let words = "decisions: " + Decision.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    private static func kind(_ word: String) throws -> Decision.Kind {
        for kind in Decision.Kind.allCases
        where word.lowercased() == kind.rawValue || word == Language.chinese.name(of: kind)
            || word.lowercased() == kind.rawValue + " / " + Language.chinese.name(of: kind)
        {
            return kind
        }
        throw Fault(column: "decision", what: "\"\(shortened(word))\" is no decision", next: words)
    }

    private static func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
}

/// Numbers as people's programs write them into cells.
enum FixedPointText {
    /// A plain decimal, with or without commas every three digits; `nil` for anything else.
    static func number(_ text: String) -> Double? {
        let digits = text.filter { $0 != "," }
        guard !digits.isEmpty, digits.utf8.count <= 40, digits.allSatisfy({ $0.isASCII && ($0.isNumber || ".+-eE".contains($0)) }) else {
            return nil
        }
        return Double(digits).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
}

extension Language {
    /// What a decision does, in one sentence.
    func meaning(of kind: Decision.Kind) -> String {
        switch kind {
        case .confirm: pick(("The suspicion holds; it stays on the list until a visit.", "疑似成立，保留在清单中等待核查。"))
        case .dismiss:
            pick(
                (
                    "A false alarm; give the reason. It does not return unless it grows beyond the stated factor.",
                    "误报，请写明原因；除非面积扩大超过规定倍数，不再出现。"
                ))
        case .note: pick(("Words to keep; changes nothing else.", "仅作记录，不改变状态。"))
        case .assign: pick(("Someone is to look at it; the name goes into assignee.", "指派人员核查，姓名填入 assignee。"))
        case .reopen: pick(("Takes a confirmation or dismissal back.", "撤销确认或排除。"))
        }
    }
}
