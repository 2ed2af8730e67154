internal import Foundation
internal import Yams

/// The text of a file that a person writes: a profile, a datum link.
package enum SettingsText {
    /// - Throws: `InputError.cannotOpen`; `badConfiguration` for more than a mebibyte and for bytes that are not UTF-8.
    package static func read(_ path: String) throws(InputError) -> String {
        let bytes = try TextStream(PlainFile(regular: path), hashes: false).read(upTo: (1 << 20) + 1)
        guard bytes.count <= 1 << 20 else {
            throw .badConfiguration(file: path, place: InputPlace(), what: "larger than 1 MiB: this is no such file", next: "")
        }
        guard bytes.withUnsafeBytes({ UTF8Check.examine($0) }) == .valid else {
            throw .badConfiguration(file: path, place: InputPlace(), what: "not valid UTF-8", next: "save the file as UTF-8")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A path as a settings file means it: from the folder of that file, unless it begins at the root.
    package static func path(_ text: String, from file: String) -> String {
        text.hasPrefix("/") ? text : URL(filePath: file).deletingLastPathComponent().appending(path: text).path
    }
}

extension StrictYAML {
    /// A finite number; `nil` when the key is absent.
    package mutating func number(_ key: String) throws(InputError) -> Double? {
        guard let node = take(key), let text = try scalar(node, key) else { return nil }
        guard let value = Double(text), value.isFinite else {
            throw fault(node, "\"\(key)\" has to be a number, not \"\(text.prefix(40))\"")
        }
        return value
    }

    /// A mapping within this one; `nil` when the key is absent.
    package mutating func section(_ key: String) throws(InputError) -> StrictYAML? {
        guard let node = take(key) else { return nil }
        return try StrictYAML(node, file: file, what: "\"\(key)\"")
    }

    /// A list of mappings; `nil` when the key is absent.
    package mutating func sections(_ key: String, limit: Int) throws(InputError) -> [StrictYAML]? {
        guard let items = try list(key, limit: limit) else { return nil }
        var sections: [StrictYAML] = []
        for item in items { sections.append(try StrictYAML(item, file: file, what: "an entry of \"\(key)\"")) }
        return sections
    }

    /// One text or a list of texts; empty when the key is absent.
    package mutating func texts(_ key: String) throws(InputError) -> [String] {
        guard let node = take(key) else { return [] }
        return try texts(node, key)
    }

    /// A list of pairs of numbers; `nil` when the key is absent.
    package mutating func pairs(_ key: String, limit: Int) throws(InputError) -> [(Double, Double)]? {
        guard let items = try list(key, limit: limit) else { return nil }
        var pairs: [(Double, Double)] = []
        for item in items {
            guard case .sequence(let numbers) = item, numbers.count == 2, let x = numbers[0].scalar.flatMap({ Double($0.string) }),
                let y = numbers[1].scalar.flatMap({ Double($0.string) }), x.isFinite, y.isFinite
            else { throw fault(item, "\"\(key)\" has to be a list of pairs of numbers such as [115.2, 24.9]") }
            pairs.append((x, y))
        }
        return pairs
    }

    private mutating func list(_ key: String, limit: Int) throws(InputError) -> [Node]? {
        guard let node = take(key) else { return nil }
        guard case .sequence(let items) = node else { throw fault(node, "\"\(key)\" has to be a list") }
        guard items.count <= limit else { throw fault(node, "\"\(key)\" has \(items.count) entries, at most \(limit) are read") }
        return Array(items)
    }

    /// What is wrong with this mapping.
    package func error(_ what: String, _ next: String = "") -> InputError {
        .badConfiguration(file: file, place: InputPlace(line: line), what: what, next: next)
    }
}
