internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Reads registers for an audit: every row stays, with what was wrong in it.
struct AuditReading {
    let request: RegisterAuditRequest

    struct Register: Sendable {
        var table = AuditRegister()
        /// The reference of each plane of the table.
        var references: [MonitoringReference] = []
        var account = SideReader.Account()
    }

    /// The rows of one batch, and the batch they stand in.
    fileprivate struct Rows: Sendable {
        var rows: [(row: Int, licence: AuditLicence)] = []
        var batch: IntakeBatch
        var reference: MonitoringReference
    }

    /// - Parameter label: of the progress line.
    func read(_ input: SideInput, label: String) throws -> Register {
        var reader = SideReader(input: input, policy: request.invalid, threads: request.threads)
        reader.keepsStated = true
        let gathered = Mutex(Register())
        let progress = ProgressMeter(label: label, total: 0, isQuiet: request.isQuiet)
        let account = try reader.read(
            progress: progress, makeWorker: {},
            map: { (_: inout Void, batch, context) in try Self.rows(batch, context) },
            consume: { rows in gathered.withLock { $0.append(rows) } })
        progress.finish()
        var register = gathered.withLock { $0 }
        register.account = account
        return register
    }

    private static func rows(_ batch: IntakeBatch, _ context: SideReader.Context) throws -> Rows {
        let mapped = MappedAttributes(batch.features, profile: context.profile, file: context.file)
        let name = URL(filePath: context.file).lastPathComponent
        var remarks: [Int: [IntakeRemark]] = [:]
        for defect in batch.defects {
            guard let feature = defect.place.feature else { continue }
            let row = feature - batch.features.firstFeature
            switch defect.outcome {
            case .repaired: remarks[row, default: []].append(IntakeRemark(.repaired, reason: defect.reason))
            case .quarantined: remarks[row, default: []].append(IntakeRemark(.unusable, reason: defect.reason))
            default: break
            }
        }
        var result = Rows(batch: batch, reference: context.reference)
        for row in 0..<batch.features.count {
            let known = remarks[row] ?? []
            guard batch.isUsable[row] || known.contains(where: { $0.kind == .unusable }) else { continue }
            var cells = RowCells(mapped: mapped, row: row, remarks: known)
            var licence = try cells.licence(file: name)
            licence.licence.positionSigma = licence.licence.positionSigma ?? context.sigma
            licence.licence.wasRepaired = batch.rebuiltRows.contains(row)
            licence.licence.isBallpark = context.isBallpark || batch.ballparkRows.contains(row)
            result.rows.append((row, licence))
        }
        return result
    }
}

extension AuditReading.Register {
    fileprivate mutating func append(_ more: AuditReading.Rows) {
        let plane: Int
        if let known = references.firstIndex(where: { $0.declared.definition == more.reference.declared.definition }) {
            plane = known
        } else {
            plane = references.count
            references.append(more.reference)
            table.planes.append(more.reference.plane)
        }
        for (row, licence) in more.rows {
            var licence = licence
            licence.plane = plane
            let geometry = more.batch.features.geometry
            table.append(licence, row, of: geometry, stated: more.batch.stated ?? geometry)
        }
    }
}

/// The cells of one row; one that cannot be read becomes a remark and has no value.
private struct RowCells {
    let mapped: MappedAttributes
    let row: Int
    var remarks: [IntakeRemark]

    mutating func licence(file: String) throws -> AuditLicence {
        var licence = Licence(id: try mapped.identifier(row), validFrom: day(.validFrom), validTo: day(.validTo))
        licence.holder = text(.holder)
        licence.group = text(.group)
        licence.mineral = text(.mineral)
        licence.status = text(.status)
        licence.positionSigma = number(.positionSigma)
        var result = AuditLicence(licence, file: file)
        result.hasOwnID = mapped.batch.identifiers.string(at: row) != nil || text(mapped.profile.kind.identifier) != nil
        result.grantedOn = day(.grantedOn)
        result.enlargedOn = day(.enlargedOn)
        result.statedArea = number(.statedArea)
        result.remarks = remarks
        return result
    }

    private mutating func day(_ attribute: Attribute) -> Day? {
        value { (cells: RowCells) throws(InputError) in try cells.mapped.day(attribute, cells.row) }
    }

    private mutating func number(_ attribute: Attribute) -> Double? {
        value { (cells: RowCells) throws(InputError) in try cells.mapped.number(attribute, cells.row) }
    }

    private mutating func text(_ attribute: Attribute) -> String? {
        value { (cells: RowCells) throws(InputError) in try cells.mapped.text(attribute, cells.row) }
    }

    private mutating func value<Value>(_ read: (RowCells) throws(InputError) -> Value?) -> Value? {
        do {
            return try read(self)
        } catch {
            var reason = "\(error)"
            if case .refused(_, let place, let what, _) = error {
                reason = (place.column.map { "column \"\($0)\": " } ?? "") + what
            }
            remarks.append(IntakeRemark(.unreadableValue, reason: reason))
            return nil
        }
    }
}
