internal import OreLedger
internal import OreStorage

/// Of whom more is known than figures: their figures are judged with it.
enum FurtherSubjects: Sendable {
    case everyone
    case some(Set<SubjectID>)

    func within(_ range: SubjectRange) -> FurtherSubjects {
        switch self {
        case .everyone: .everyone
        case .some(let subjects): .some(subjects.filter { range.numbers.contains($0.number) })
        }
    }

    var ranges: [SubjectRange] {
        switch self {
        case .everyone: []
        case .some(let subjects): Array(Set(subjects.map { SubjectRange(of: $0) }))
        }
    }
}
