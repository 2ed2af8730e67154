/// One year of the subjects of a partition, in columns. Months are bits, January the lowest.
struct KeptYear: Sendable, Hashable {
    /// Months with a figure.
    var reported: [UInt16]
    /// Of those: a figure of nothing, or less.
    var idle: [UInt16]
    /// First received after the due day.
    var late: [UInt16]
    /// More sold up to the month than produced, whatever the horizon.
    var short: [UInt16]
    /// Sum of the figures.
    var sums: [Int64]
    var quotas: [Int64]
    /// 1: a quota of the year is known; 2: its total is stated.
    var quotaMarks: [UInt8]

    init(count: Int) {
        (reported, idle, late, short) = (Self.none(count), Self.none(count), Self.none(count), Self.none(count))
        (sums, quotas) = (Array(repeating: 0, count: count), Array(repeating: 0, count: count))
        quotaMarks = Array(repeating: 0, count: count)
    }

    private static func none(_ count: Int) -> [UInt16] { Array(repeating: 0, count: count) }

    mutating func grow(by more: Int) {
        for column in [\KeptYear.reported, \.idle, \.late, \.short] { self[keyPath: column] += Self.none(more) }
        sums += Array(repeating: 0, count: more)
        quotas += Array(repeating: 0, count: more)
        quotaMarks += Array(repeating: 0, count: more)
    }

    /// Forgets the reports and sales of a subject; its quotas stay.
    mutating func clear(_ subject: Int) {
        (reported[subject], idle[subject], late[subject], short[subject], sums[subject]) = (0, 0, 0, 0, 0)
    }
}
