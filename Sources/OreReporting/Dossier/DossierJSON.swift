internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A dossier as JSON (`dossier-1.schema.json`). Its words are English, because programs read it.
public enum DossierJSON {
    /// - Returns: one object, UTF-8. The same dossier gives the same bytes. Tonnes are texts with three decimals: exact.
    public static func bytes(_ dossier: Dossier) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 16)
        json.raw("{\"schema_version\":")
        json.string(Dossier.schemaVersion)
        json.raw(",\"program\":\"orewatch\",\"program_version\":")
        json.string(RunRecord.programVersion)
        json.raw(",\n\"notice\":")
        json.string(Language.english(.notALegalFinding))
        json.raw(",\n\"subject\":")
        json.string(dossier.name)
        json.raw(",\"kind\":")
        json.string("\(dossier.kind)")
        json.raw(",\"year\":")
        json.integer(Int(dossier.year))
        json.raw(",\"material\":")
        json.string("\(dossier.account.material)")
        json.raw(",\"commit\":")
        json.integer(dossier.commit)
        json.raw(",\n\"account\":[\n")
        for (place, figure) in dossier.account.figures.enumerated() {
            if place > 0 { json.raw(",\n") }
            FigureJSON.append(figure, dossier.figureNames, &json)
        }
        json.raw("\n],\n\"notes\":")
        json.strings(dossier.account.notes.map(\.rawValue))
        appendSeries(dossier, &json)
        json.raw(",\n\"licences\":")
        json.array(dossier.licences, write: append)
        json.raw(",\n\"timeline\":")
        json.array(dossier.timeline) { append($1, dossier, &$0) }
        json.raw(",\n\"findings\":")
        json.array(dossier.findings) { append($1, dossier, &$0) }
        json.raw(",\n\"incidents\":")
        json.array(dossier.incidents, write: append)
        json.raw("}\n")
        return json.bytes
    }

    /// One figure with its tree.
    public static func bytes(_ figure: LedgerFigure, of dossier: Dossier) -> [UInt8] { FigureJSON.bytes(figure, dossier.figureNames) }

    private static func tonnes(_ key: StaticString, _ value: Tonnes?, _ json: inout JSONBytes) {
        json.raw(key)
        json.string(value?.description)
    }

    // MARK: Series

    private static func appendSeries(_ dossier: Dossier, _ json: inout JSONBytes) {
        json.raw(",\n\"years\":")
        json.array(dossier.years) { json, year in
            json.raw("{\"year\":")
            json.integer(Int(year.year))
            tonnes(",\"quota\":", year.quota.exact, &json)
            tonnes(",\"reported\":", year.reported.exact, &json)
            tonnes(",\"sold\":", year.sold.exact, &json)
            json.raw("}")
        }
        json.raw(",\n\"months\":")
        json.array(dossier.months) { json, month in
            json.raw("{\"month\":")
            json.string(month.month.description)
            tonnes(",\"reported\":", month.reported, &json)
            tonnes(",\"sold\":", month.sold, &json)
            json.raw("}")
        }
        json.raw(",\n\"members\":")
        json.array(dossier.members) { json, member in
            json.raw("{\"name\":")
            json.string(member.name)
            tonnes(",\"quota\":", member.quota, &json)
            tonnes(",\"reported\":", member.reported, &json)
            tonnes(",\"sold\":", member.sold, &json)
            json.raw("}")
        }
        json.raw(",\n\"observed_areas\":")
        json.array(dossier.areas) { json, area in
            json.raw("{\"day\":")
            json.day(area.day)
            json.raw(",\"area_m2\":")
            json.number(area.area, decimals: 3)
            json.raw("}")
        }
    }

    private static func append(_ json: inout JSONBytes, _ licence: DossierLicence) {
        json.raw("{\"licence_id\":")
        json.string(licence.id)
        let texts: [(StaticString, String?)] = [
            (",\"holder\":", licence.holder), (",\"group\":", licence.group), (",\"mineral\":", licence.mineral),
            (",\"method\":", licence.method), (",\"capacity\":", licence.capacity), (",\"valid_from\":", licence.validFrom?.description),
            (",\"valid_to\":", licence.validTo?.description),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw(",\"area_m2\":")
        json.number(licence.area, decimals: 3)
        json.raw("}")
    }

    private static func append(_ entry: DossierEntry, _ dossier: Dossier, _ json: inout JSONBytes) {
        json.raw("{\"kind\":")
        json.string(entry.kind.rawValue)
        json.raw(",\"day\":")
        json.day(entry.day)
        json.raw(",\"until\":")
        json.day(entry.until)
        json.raw(",\"subject\":")
        json.string(entry.subject)
        tonnes(",\"tonnes\":", entry.amount, &json)
        json.raw(",\"area_m2\":")
        json.number(entry.area, decimals: 3)
        json.raw(",\"text\":")
        json.string(entry.text)
        json.raw(",\"file\":")
        json.string(entry.source.map { dossier.file(of: $0.commit) })
        json.raw(",\"row\":")
        if let row = entry.source?.row { json.integer(Int(row)) } else { json.null() }
        json.raw("}")
    }

    private static func append(_ finding: LedgerFinding, _ dossier: Dossier, _ json: inout JSONBytes) {
        json.raw("{\"rule\":")
        json.string(finding.rule.rawValue)
        json.raw(",\"subject\":")
        json.string(dossier.name(of: finding.subject))
        json.raw(",\"year\":")
        json.integer(Int(finding.year))
        json.raw(",\"verdict\":")
        json.string(finding.verdict.rawValue)
        json.raw(",\"severity\":")
        json.integer(finding.severity)
        json.raw(",\"probability\":")
        json.number(finding.probability, decimals: 4)
        json.raw(",\"reasons\":")
        json.strings(finding.reasons.map(\.rawValue))
        json.raw(",\"months\":")
        json.strings(finding.months.map(\.description))
        json.raw(",\"evidence\":")
        json.string(Language.english.evidence(finding, dossier.account.material))
        json.raw(",\"formula\":")
        json.string(Language.english.formula(of: finding.rule))
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, _ incident: DossierIncident) {
        json.raw("{\"handle\":")
        json.string(incident.handle)
        json.raw(",\"rules\":")
        json.strings(incident.rules.map(\.rawValue) + incident.figureRules.map(\.rawValue))
        json.raw(",\"verdict\":")
        json.string(incident.verdict.rawValue)
        json.raw(",\"state\":")
        json.string(incident.state)
        json.raw(",\"area_m2\":")
        json.number(incident.area, decimals: 3)
        json.raw(",\"first_seen\":")
        json.day(incident.firstSeen)
        json.raw(",\"last_seen\":")
        json.day(incident.lastSeen)
        json.raw(",\"licence_ids\":")
        json.strings(incident.licences)
        json.raw("}")
    }
}
