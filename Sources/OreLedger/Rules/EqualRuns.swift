internal import OreFeatures

/// Equal figures above 0 for consecutive months.
struct EqualRun: Sendable, Hashable {
    var subject: SubjectID
    /// Its last.
    var month: Int32
    var amount: Int64
    var length: Int32

    /// One for each year that it touches, ascending.
    var rows: [ReportPatterns.Row] {
        let months = (month - length + 1...month).map { CalendarMonth(number: Int($0)) }
        let pattern = ReportPatterns.Pattern.equal(Tonnes(thousandths: amount), run: Int(length))
        return Dictionary(grouping: months, by: \.year).sorted { $0.key < $1.key }.map {
            ReportPatterns.Row(subject: subject, year: Int32($0.key), months: $0.value, pattern: pattern)
        }
    }
}

/// Takes the figures of one subject month by month, and finds runs in them. It can go on from where it ended.
struct EqualRunWalk {
    private let least: Int32
    private var found: [EqualRun] = []
    /// The run that the last figure belongs to, of whatever length.
    private(set) var current: EqualRun

    /// - Parameter current: where it ended; `nil`: nothing was taken yet.
    init(least: Int, _ subject: SubjectID, after current: EqualRun? = nil) {
        self.least = Int32(clamping: max(2, least))
        self.current = current ?? EqualRun(subject: subject, month: .min, amount: 0, length: 0)
    }

    mutating func take(month: Int32, _ amount: Int64) {
        if current.length > 0, amount == current.amount, month == current.month + 1 {
            current.length += 1
        } else {
            close()
            (current.amount, current.length) = (amount, 1)
        }
        current.month = month
    }

    /// The runs so far, the one that is not broken yet among them.
    consuming func ended() -> [EqualRun] {
        close()
        return found
    }

    private mutating func close() { if current.amount > 0, current.length >= least { found.append(current) } }
}
