internal import OreDetection
internal import OreFeatures

/// The `audit` member. Its words are English, whatever the language of the report, because programs read it.
enum AuditRecordText {
    static func append(_ record: AuditRecord, _ defects: [RegisterDefect], to json: inout JSONBytes) {
        json.raw("{\"schema_version\":")
        json.string(AuditRecord.schemaVersion)
        json.raw(",\"program\":\"orewatch\",\"program_version\":")
        json.string(RunRecord.programVersion)
        json.raw(",\n\"notice\":")
        json.string(Language.english(.notALegalFinding))
        json.raw(",\n\"on\":")
        json.day(record.settings.day)
        json.raw(",\"freeze_date\":")
        json.day(record.settings.freezeDate)
        json.raw(",\"licences\":")
        json.integer(record.licences)
        json.raw(",\n\"settings\":{")
        for (place, setting) in record.settings.values.enumerated() {
            if place > 0 { json.raw(",") }
            json.string(setting.name)
            json.raw(":")
            json.number(setting.value, decimals: 6)
        }
        json.raw("},\n\"checks\":")
        json.array(record.accounts, write: append(_:account:))
        json.raw(",\n\"defects\":{")
        let counts = Dictionary(grouping: defects, by: \.kind).mapValues(\.count)
        for (place, kind) in DefectKind.allCases.enumerated() {
            if place > 0 { json.raw(",") }
            json.string(kind.rawValue)
            json.raw(":")
            json.integer(counts[kind] ?? 0)
        }
        json.raw("},\n\"inputs\":")
        json.array(record.inputs, write: RunRecordText.append(_:input:))
        json.raw(",\n\"monitoring_crs\":")
        json.string(record.monitoringCRS)
        json.raw(",\n\"operations\":")
        json.array(record.operations, write: RunRecordText.append(_:operation:))
        json.raw(",\n\"versions\":{\"proj\":")
        json.string(record.projVersion)
        json.raw(",\"geos\":")
        json.string(record.geosVersion)
        json.raw("}}")
    }

    private static func append(_ json: inout JSONBytes, account: AuditAccount) {
        json.raw("{\"check\":")
        json.string(account.check.rawValue)
        json.raw(",\"ran\":")
        json.bool(account.ran)
        json.raw(",\"notes\":")
        json.strings(account.notes)
        for (name, value) in [
            ("examined", account.examined), ("within_tolerance", account.withinTolerance), ("undecided", account.undecided),
            ("defects", account.defects),
        ] {
            json.raw(",")
            json.string(name)
            json.raw(":")
            json.integer(value)
        }
        json.raw("}")
    }
}
