internal import OreDetection
internal import OreFeatures
public import OreLedger

/// Findings over figures as JSON (`ledger-1.schema.json`). Its words are English, because programs read it.
public enum LedgerJSON {
    /// - Returns: one object, UTF-8. The same report gives the same bytes. Tonnes are texts with three decimals: exact.
    public static func bytes(_ report: LedgerReport) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 16)
        json.raw("{\"schema_version\":")
        json.string(LedgerReport.schemaVersion)
        json.raw(",\"program\":\"orewatch\",\"program_version\":")
        json.string(RunRecord.programVersion)
        json.raw(",\n\"notice\":")
        json.string(Language.english(.notALegalFinding))
        json.raw(",\n\"day\":")
        json.day(report.day)
        json.raw(",\"due\":")
        if let due = report.due {
            json.raw("{\"day\":")
            if let rule = due.single { json.integer(rule.day) } else { json.null() }
            json.raw(",\"months_after\":")
            if let rule = due.single { json.integer(rule.monthsAfter) } else { json.null() }
            json.raw(",\"rules\":")
            json.string(due.text)
            json.raw("}")
        } else {
            json.null()
        }
        json.raw(",\"material\":")
        json.string("\(report.material)")
        json.raw(",\n\"findings\":[\n")
        for (place, finding) in report.findings.enumerated() {
            if place > 0 { json.raw(",\n") }
            append(finding, report, &json)
        }
        json.raw("\n],\n\"inputs\":")
        json.array(report.inputs, write: append)
        json.raw(",\n\"set_aside\":")
        json.array(report.setAside, write: append)
        json.raw(",\n\"rules\":")
        json.array(report.rules, write: append)
        json.raw("}\n")
        return json.bytes
    }

    private static func append(_ finding: LedgerFinding, _ report: LedgerReport, _ json: inout JSONBytes) {
        let texts: [(StaticString, String?)] = [
            ("{\"id\":", finding.id(report.names)), (",\"rule\":", finding.rule.rawValue), (",\"subject\":", report.name(of: finding)),
            (",\"verdict\":", finding.verdict.rawValue),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw(",\"year\":")
        json.integer(Int(finding.year))
        json.raw(",\"scope\":")
        json.string(finding.scope.rawValue)
        json.raw(",\"severity\":")
        json.integer(finding.severity)
        json.raw(",\"probability\":")
        if let probability = finding.probability { json.number(probability, decimals: 4) } else { json.null() }
        json.raw(",\"reasons\":")
        json.strings(finding.reasons.map(\.rawValue))
        json.raw(",\"months\":")
        json.strings(finding.months.map(\.description))
        json.raw(",\"evidence\":")
        json.array(finding.evidence) { json, entry in
            json.raw("{\"kind\":")
            json.string(entry.kind.rawValue)
            json.raw(",\"month\":")
            json.string(entry.month?.description)
            switch entry.value {
            case .tonnes(let value):
                json.raw(",\"tonnes\":")
                json.string(value.description)
            case .day(let day):
                json.raw(",\"day\":")
                json.day(day)
            case .share(let share):
                json.raw(",\"share_millionths\":")
                json.integer(Int(share.millionths))
            case .number(let number):
                json.raw(",\"number\":")
                json.number(number, decimals: 6)
            case .range(let low, let high):
                json.raw(",\"tonnes_between\":")
                json.strings([low.description, high.description])
            case .text(let text):
                json.raw(",\"text\":")
                json.string(text)
            }
            json.raw("}")
        }
        json.raw(",\"formula\":")
        json.string(Language.english.formula(of: finding.rule))
        json.raw(",\"sources\":")
        json.array(report.sources(of: finding)) { json, source in
            json.raw("{\"file\":")
            json.string(source.file)
            json.raw(",\"rows\":")
            json.array(source.rows) { $0.integer($1) }
            json.raw("}")
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, _ input: LedgerInput) {
        let texts: [(StaticString, String?)] = [
            ("{\"side\":", input.side), (",\"name\":", input.name), (",\"sha256\":", input.sha256), (",\"format\":", input.format),
            (",\"profile\":", input.profile),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw(",\"columns\":")
        json.strings(input.columns)
        let counts: [(StaticString, Int)] = [
            (",\"read\":", input.read), (",\"used\":", input.used), (",\"quarantined\":", input.quarantined),
            (",\"repeated\":", input.repeated), (",\"skipped\":", input.skipped), (",\"later\":", input.later),
        ]
        for (key, value) in counts {
            json.raw(key)
            json.integer(value)
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, _ row: SetAsideRow) {
        json.raw("{\"file\":")
        json.string(row.file)
        json.raw(",\"row\":")
        json.integer(row.row)
        let texts: [(StaticString, String)] = [
            (",\"column\":", row.column), (",\"reason\":", row.reason), (",\"next\":", row.next), (",\"subject\":", row.name),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, _ rule: LedgerRuleAccount) {
        json.raw("{\"rule\":")
        json.string(rule.rule.rawValue)
        json.raw(",\"ran\":")
        json.bool(rule.ran)
        json.raw(",\"notes\":")
        json.strings(rule.notes.map(Language.english.text))
        json.raw("}")
    }
}
