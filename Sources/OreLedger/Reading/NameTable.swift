/// Names met in a chunk, numbered in the order of their first row: their bytes in one buffer, found by a hash.
public struct NameTable: Sendable {
    private var text: [UInt8] = []
    private var ends: [Int] = []
    /// Number of a name plus one; 0 is free. Twice as many slots as names at least.
    private var slots: [UInt32]
    private var hashes: [UInt64] = []

    public init() { slots = Array(repeating: 0, count: 64) }

    public var count: Int { ends.count }

    public subscript(number: Int) -> String { String(decoding: text[range(number)], as: UTF8.self) }

    /// The bytes of a name, while `body` runs.
    func withName<Value>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(number)])) }
    }

    private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

    /// The number of a name; a new one where it was not met before.
    public mutating func number(of name: UnsafeRawBufferPointer) -> UInt32 { number(of: name, hash: Self.hash(name)) }

    /// `nil` for a name that was not met.
    public func known(_ name: UnsafeRawBufferPointer) -> UInt32? {
        let (hash, mask) = (Self.hash(name), slots.count - 1)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let known = Int(slots[slot] - 1)
            if hashes[known] == hash, isEqual(known, name) { return UInt32(known) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The numbers here of every name of another table, in its order.
    /// - Complexity: O(names of the other), one look-up each.
    public mutating func numbers(of other: NameTable) -> [SubjectID] {
        // Files name subjects in one order again and again: the next name is mostly the one that followed before.
        var next = 0
        return other.text.withUnsafeBytes { text in
            (0..<other.count).map { i in
                let (name, hash) = (UnsafeRawBufferPointer(rebasing: text[other.range(i)]), other.hashes[i])
                let isNext = next < count && hashes[next] == hash && isEqual(next, name)
                let number = isNext ? UInt32(next) : number(of: name, hash: hash)
                next = Int(number) + 1
                return SubjectID(number)
            }
        }
    }

    /// The bytes of names one after another, and where each ends.
    public func bytes(of numbers: Range<Int>) -> (text: ArraySlice<UInt8>, lengths: [Int]) {
        guard !numbers.isEmpty else { return ([], []) }
        return (text[range(numbers.lowerBound).lowerBound..<range(numbers.upperBound - 1).upperBound], numbers.map { range($0).count })
    }

    private mutating func number(of name: UnsafeRawBufferPointer, hash: UInt64) -> UInt32 {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let known = Int(slots[slot] - 1)
            if hashes[known] == hash, isEqual(known, name) { return UInt32(known) }
            slot = (slot + 1) & mask
        }
        let number = UInt32(ends.count)
        slots[slot] = number + 1
        text.append(contentsOf: name)
        ends.append(text.count)
        hashes.append(hash)
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    /// Whether a name is that of a number.
    func isEqual(_ number: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let range = range(number)
        guard range.count == name.count else { return false }
        return text.withUnsafeBytes { bytes in
            for i in 0..<name.count where bytes[range.lowerBound + i] != name[i] { return false }
            return true
        }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// Eight bytes at a time, mixed by a multiplication each. Names that were made to collide cost time, not truth.
    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(name.count) &* 0x9E37_79B9_7F4A_7C15
        var i = 0
        while i < name.count {
            var word: UInt64 = 0
            if i + 8 <= name.count {
                word = name.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            } else {
                for j in i..<name.count { word = word << 8 | UInt64(name[j]) }
            }
            hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            i += 8
        }
        return hash
    }
}
