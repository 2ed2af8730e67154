internal import OreFeatures
public import OreDetection
internal import OreGeometry

extension RunRecord {
    /// The run record as one JSON document, ended by a new line: what a findings collection carries in `run`.
    public func json() -> [UInt8] {
        var json = JSONBytes(capacity: 256)
        RunRecordText.append(self, to: &json)
        json.raw("\n")
        return json.bytes
    }
}

/// The `run` member. Its words are English, whatever the language of the report, because programs read it.
enum RunRecordText {
    static func append(_ run: RunRecord, to json: inout JSONBytes) {
        json.raw("{\"schema_version\":")
        json.string(RunRecord.schemaVersion)
        json.raw(",\"program\":\"orewatch\",\"program_version\":")
        json.string(RunRecord.programVersion)
        json.raw(",\n\"notice\":")
        json.string(Language.english(.notALegalFinding))
        json.raw(",\n\"wording\":{\"unlicensed\":")
        json.string(RegisterWording(run, .english).unlicensed)
        json.raw("},\n\"rule_set\":{\"name\":")
        json.string(run.ruleSetName)
        json.raw(",\"sha256\":")
        json.string(run.ruleSetSHA256)
        json.raw("},\n\"rules\":")
        json.array(run.rules, write: append(_:rule:))
        json.raw(",\n\"inputs\":")
        json.array(run.inputs, write: append(_:input:))
        json.raw(",\n\"monitoring_crs\":")
        json.string(run.monitoringCRS)
        json.raw(",\n\"operations\":")
        json.array(run.operations, write: append(_:operation:))
        json.raw(",\n\"versions\":{\"proj\":")
        json.string(run.projVersion)
        json.raw(",\"geos\":")
        json.string(run.geosVersion)
        json.raw("},\n\"footprints\":{\"examined\":")
        json.integer(run.footprintsExamined)
        json.raw(",\"covered\":")
        json.integer(run.footprintsCovered)
        json.raw("},\n\"registration\":")
        append(&json, registration: run.registration)
        json.raw(",\n\"defects\":")
        json.array(run.defects, write: append(_:defect:))
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, rule: RunRule) {
        json.raw("{\"rule\":")
        json.string(rule.rule.rawValue)
        json.raw(",\"ran\":")
        json.bool(rule.ran)
        json.raw(",\"note\":")
        json.string(rule.note)
        json.raw(",\"findings\":")
        json.integer(rule.findings)
        json.raw(",\"below_threshold\":")
        json.integer(rule.belowThreshold)
        json.raw("}")
    }

    static func append(_ json: inout JSONBytes, input: RunInput) {
        let texts: [(StaticString, String?)] = [
            ("{\"side\":", input.side), (",\"name\":", input.name), (",\"sha256\":", input.sha256), (",\"format\":", input.format),
            (",\"encoding\":", input.encoding), (",\"crs\":", input.crs), (",\"profile\":", input.profile),
            (",\"attribution\":", input.attribution), (",\"licence\":", input.licence), (",\"stated_date\":", input.statedDate),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw(",\"extent\":")
        if let box = input.extent, !box.isEmpty {
            json.array([box.minX, box.minY, box.maxX, box.maxY]) { $0.number($1, decimals: FindingsEncoder.decimals) }
        } else {
            json.null()
        }
        let counts: [(StaticString, Int)] = [
            (",\"read\":", input.read), (",\"stored\":", input.stored), (",\"repaired\":", input.repaired),
            (",\"repaired_direction_only\":", input.directionOnly),
            (",\"quarantined\":", input.quarantined), (",\"skipped\":", input.skipped),
        ]
        for (key, value) in counts {
            json.raw(key)
            json.integer(value)
        }
        json.raw("}")
    }

    static func append(_ json: inout JSONBytes, operation: RunOperation) {
        let texts: [(StaticString, String?)] = [
            ("{\"side\":", operation.side), (",\"from\":", operation.from), (",\"to\":", operation.to), (",\"name\":", operation.name),
        ]
        for (key, value) in texts {
            json.raw(key)
            json.string(value)
        }
        json.raw(",\"accuracy_m\":")
        json.number(operation.accuracyMetres, decimals: 4)
        json.raw(",\"is_ballpark\":")
        json.bool(operation.isBallpark)
        json.raw(",\"accepted_null\":")
        json.string(operation.acceptedNull)
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, registration: RegistrationAudit?) {
        guard let registration else { return json.null() }
        json.raw("{\"scenes\":")
        json.array(registration.scenes) { json, scene in
            json.raw("{\"scene_id\":")
            json.string(scene.id)
            json.raw(",\"status\":")
            json.string(scene.status.rawValue)
            json.raw(",\"mines\":")
            json.integer(scene.mines)
            json.raw(",\"share_at_boundary\":")
            json.number(scene.shareAtBoundary, decimals: 3)
            append(&json, shift: scene.shift, budget: scene.budgetSigma)
        }
        json.raw(",\"displaced\":")
        json.array(registration.groups) { json, group in
            json.raw("{\"kind\":")
            json.string(group.kind.rawValue)
            json.raw(",\"name\":")
            json.string(group.name)
            json.raw(",\"licences\":")
            json.integer(group.licences)
            json.raw(",\"mines\":")
            json.integer(group.mines)
            append(&json, shift: group.shift, budget: group.budgetSigma)
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, shift: ShiftEstimate, budget: Double) {
        let numbers: [(StaticString, Double)] = [
            (",\"east_m\":", shift.east), (",\"north_m\":", shift.north), (",\"sigma_m\":", shift.sigma), (",\"budget_sigma_m\":", budget),
        ]
        for (key, value) in numbers {
            json.raw(key)
            json.number(value, decimals: 2)
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, defect: RunDefect) {
        func integer(_ key: StaticString, _ value: Int?) {
            json.raw(key)
            if let value { json.integer(value) } else { json.null() }
        }
        json.raw("{\"side\":")
        json.string(defect.side)
        json.raw(",\"file\":")
        json.string(defect.file)
        integer(",\"feature\":", defect.place.feature)
        json.raw(",\"identifier\":")
        json.string(defect.place.identifier)
        integer(",\"line\":", defect.place.line)
        json.raw(",\"column\":")
        json.string(defect.place.column)
        integer(",\"byte\":", defect.place.byte)
        json.raw(",\"outcome\":")
        json.string(defect.outcome.rawValue)
        json.raw(",\"reason\":")
        json.string(defect.reason)
        json.raw("}")
    }
}
