internal import Foundation

/// Orders defects from 0 to 100: what an office should look at first.
///
/// Each kind has a base; an area adds 5 for each power of ten above 100 m2, at most 25. Conflicts of two licences count 10 more when the holders
/// differ and half when the licences are never in force together.
public enum AuditSeverity {
    static func of(_ defect: RegisterDefect) -> Int {
        var value = base(of: defect.kind)
        if let area = defect.area, weighsArea(defect.kind) { value += min(25, max(0, 5 * log10(max(area, 1) / 100))) }
        if [.overlap, .contained, .duplicateGeometry].contains(defect.kind) {
            if defect.isSameHolder == false { value += 10 }
            if defect.isInForceTogether == false { value /= 2 }
        }
        return min(100, max(0, Int(value.rounded())))
    }

    private static func weighsArea(_ kind: DefectKind) -> Bool {
        switch kind {
        case .overlap, .contained, .outsidePlannedArea, .insideForbiddenZone, .statedAreaDiffers: true
        default: false
        }
    }

    private static func base(of kind: DefectKind) -> Double {
        switch kind {
        case .overlap, .contained: 40
        case .duplicateGeometry: 65
        case .grantedAfterFreeze, .enlargedAfterFreeze: 75
        case .outsidePlannedArea, .insideForbiddenZone: 45
        case .holderNotListed: 70
        case .holderPossiblyListed: 30
        case .identifierReused: 45
        case .statedAreaDiffers, .tableDiffers: 40
        case .endsBeforeBegins, .absurdDate, .unusableGeometry: 50
        case .grantedAfterBegins, .enlargedBeforeGranted, .beginsInFuture, .unreadableValue, .missingInRegister: 35
        case .missingGeometry, .missingDates, .missingIdentifier, .missingHolder, .repairedGeometry: 30
        case .duplicateRow, .missingInTables: 20
        case .sliverOverlap, .boundaryGap: 10
        }
    }
}
