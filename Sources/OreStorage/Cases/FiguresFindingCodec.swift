internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// Findings over figures as bytes, every member in order; numbers of subjects are left out, because names stay what they are.
extension FiguresFinding {
    func write(to writer: inout RecordWriter) {
        writer.text(finding.rule.rawValue)
        writer.text(subject)
        writer.byte(kind.rawValue)
        writer.signed(Int64(finding.year))
        writer.text(finding.verdict.rawValue)
        writer.optional(finding.probability)
        writer.signed(Int64(finding.severity))
        writer.texts(finding.reasons.map(\.rawValue))
        writer.count(finding.months.count)
        for month in finding.months { writer.signed(Int64(month.number)) }
        writer.count(finding.evidence.count)
        for evidence in finding.evidence { evidence.write(to: &writer) }
        writer.text(finding.scope.rawValue)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let rule = try reader.word(LedgerRuleName.self)
        let subject = try reader.text()
        guard let kind = SubjectKind(rawValue: try reader.byte()), let year = Int32(exactly: try reader.signed()) else {
            throw StoreError.damagedRecord
        }
        var finding = LedgerFinding(rule, SubjectID(0), year: year, verdict: try reader.word(Verdict.self))
        finding.probability = try reader.optionalDouble()
        finding.severity = Int(truncatingIfNeeded: try reader.signed())
        for text in try reader.texts() {
            guard let reason = LedgerReason(rawValue: text) else { throw StoreError.damagedRecord }
            finding.reasons.append(reason)
        }
        for _ in 0..<(try reader.count()) { finding.months.append(try Self.month(&reader)) }
        for _ in 0..<(try reader.count()) { finding.evidence.append(try LedgerEvidence(&reader)) }
        // Findings of earlier versions do not say it: they were of mining.
        if !reader.isAtEnd { finding.scope = try reader.word(LedgerScope.self) }
        self.init(finding, subject: subject, kind: kind)
    }

    fileprivate static func month(_ reader: inout RecordReader) throws(StoreError) -> CalendarMonth {
        let number = try reader.signed()
        guard (12...119_999).contains(number) else { throw StoreError.damagedRecord }
        return CalendarMonth(number: Int(number))
    }
}

extension LedgerEvidence {
    fileprivate func write(to writer: inout RecordWriter) {
        writer.text(kind.rawValue)
        switch value {
        case .tonnes(let value):
            writer.byte(0)
            writer.signed(value.thousandths)
        case .day(let day):
            writer.byte(1)
            writer.signed(Int64(day.daysSince1970))
        case .share(let share):
            writer.byte(2)
            writer.signed(share.millionths)
        case .number(let number):
            writer.byte(3)
            writer.double(number)
        case .range(let low, let high):
            writer.byte(4)
            writer.signed(low.thousandths)
            writer.signed(high.thousandths)
        case .text(let text):
            writer.byte(5)
            writer.text(text)
        }
        writer.byte(month == nil ? 0 : 1)
        if let month { writer.signed(Int64(month.number)) }
        writer.count(sources.count)
        for source in sources {
            writer.signed(Int64(source.file))
            writer.unsigned(UInt64(source.row))
            writer.signed(Int64(source.commit))
        }
    }

    fileprivate init(_ reader: inout RecordReader) throws(StoreError) {
        let kind = try reader.word(Kind.self)
        let value: Value
        switch try reader.byte() {
        case 0: value = .tonnes(Tonnes(thousandths: try reader.signed()))
        case 1:
            guard let days = Int32(exactly: try reader.signed()) else { throw StoreError.damagedRecord }
            value = .day(Day(daysSince1970: days))
        case 2: value = .share(Share(millionths: try reader.signed()))
        case 3: value = .number(try reader.double())
        case 4: value = .range(Tonnes(thousandths: try reader.signed()), Tonnes(thousandths: try reader.signed()))
        case 5: value = .text(try reader.text())
        default: throw StoreError.damagedRecord
        }
        self.init(kind, value)
        if try reader.byte() != 0 { month = try FiguresFinding.month(&reader) }
        for _ in 0..<(try reader.count()) {
            guard let file = Int32(exactly: try reader.signed()), let row = UInt32(exactly: try reader.unsigned()),
                let commit = Int32(exactly: try reader.signed())
            else { throw StoreError.damagedRecord }
            sources.append(EntrySource(file: file, row: row, commit: commit))
        }
    }
}
