import ArgumentParser
import OreJobs

/// `SIDE=VALUE`, as `--map`, `--crs` and `--sigma` take it.
struct SideValue: ExpressibleByArgument {
    let side: Side
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let side = Side(rawValue: String(argument[..<equals])),
            side.isOfDetection
        else { return nil }
        self.side = side
        value = String(argument[argument.index(after: equals)...])
    }
}

extension [SideValue] {
    /// The value for one side.
    /// - Throws: a usage error when a side is named twice.
    func value(for side: Side, option: String) throws -> String? {
        let matches = filter { $0.side == side }
        guard matches.count <= 1 else { throw ValidationError("\(option) names \(side.rawValue) \(matches.count) times") }
        return matches.first?.value
    }
}
