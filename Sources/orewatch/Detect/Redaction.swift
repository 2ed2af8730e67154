import ArgumentParser
import OreDetection
import OreReporting

/// The properties that a reader must not see (`--redact`): null in every finding before any output is made.
struct Redaction: Sendable {
    let fields: Set<FindingField>

    /// What a finding can be without and still be one.
    private static let possible: [FindingField] = [
        .observedAt, .observedFrom, .observedTo, .footprintClass, .confidence, .licenceIDs, .otherLicenceIDs, .nearestLicenceID,
        .nearestLicenceMetres, .holder, .district, .labelPoint,
    ]

    init() { fields = [] }

    /// - Throws: `ValidationError` for a name that is no property, or one that findings cannot be without.
    init(_ names: [String]) throws {
        fields = Set(
            try names.map { name in
                guard let field = Self.possible.first(where: { $0.rawValue == name }) else {
                    let known = Self.possible.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--redact \(name): can be left out are \(known)")
                }
                return field
            })
    }

    func apply(to batch: inout FindingBatch) {
        guard !fields.isEmpty else { return }
        for row in batch.findings.indices {
            for field in fields { Self.remove(field, &batch.findings[row]) }
        }
    }

    private static func remove(_ field: FindingField, _ finding: inout Finding) {
        switch field {
        case .observedAt: finding.observedAt = nil
        case .observedFrom: finding.observedFrom = nil
        case .observedTo: finding.observedTo = nil
        case .footprintClass: finding.footprintClass = nil
        case .confidence: finding.confidence = nil
        case .licenceIDs: finding.licenceIDs = []
        case .otherLicenceIDs: finding.otherLicenceIDs = []
        case .nearestLicenceID: finding.nearestLicenceID = nil
        case .nearestLicenceMetres: finding.nearestLicenceMetres = nil
        case .holder: finding.holder = nil
        case .district: finding.district = nil
        case .labelPoint: finding.labelPoint = nil
        default: break
        }
    }
}
