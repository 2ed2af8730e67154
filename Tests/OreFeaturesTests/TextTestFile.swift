import Foundation
import TestSupport

/// Runs `body` with the path of a temporary file of exact bytes.
func withTextFile<Value>(_ bytes: [UInt8], name: String = "table.csv", _ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "orewatch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return try body(url.path)
}

extension SplitMix {
    /// One to four bytes changed, cut out, put in, or the end cut off.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...below(4) where !result.isEmpty {
            let at = below(result.count)
            switch below(4) {
            case 0: result[at] = UInt8(truncatingIfNeeded: next())
            case 1: result.remove(at: at)
            case 2: result.insert([34, 44, 10, 13, 0, 0x81, 0xFF, 0x80, 48][below(9)], at: at)
            default: result.removeLast(below(min(8, result.count)))
            }
        }
        return result
    }
}
