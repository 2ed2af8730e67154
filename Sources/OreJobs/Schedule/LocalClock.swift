internal import Foundation

/// Instants and local times of one zone, both as whole seconds since 1970.
struct LocalClock {
    private let zone: TimeZone

    init(_ zone: TimeZone) { self.zone = zone }

    /// Seconds that the local clock is ahead of UTC.
    func offset(at instant: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))) }

    /// Whether the clock is put forward or back within a day and a bit of the instant. Two changes that cancel out so soon are not in any zone's history.
    func changes(around instant: Int64) -> Bool { offset(at: instant - 27 * 3600) != offset(at: instant + 27 * 3600) }

    /// The one instant that a local time stands for: its first occurrence, or the first instant after the gap that it fell into.
    func instant(ofLocal local: Int64) -> Int64? {
        let before = offset(at: local - 27 * 3600)
        let after = offset(at: local + 27 * 3600)
        if before == after { return local - before }
        let candidates = [local - max(before, after), local - min(before, after)]
        if let first = candidates.first(where: { $0 + offset(at: $0) == local }) { return first }
        // The clock jumps over this local time between the two candidates: halve down to the jump.
        var (low, high) = (candidates[0] - 1, candidates[1])
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if middle + offset(at: middle) < local { low = middle } else { high = middle }
        }
        return high
    }

    static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        let quotient = a / b
        return a % b < 0 ? quotient - 1 : quotient
    }
}
