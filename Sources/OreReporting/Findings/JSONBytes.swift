internal import OreFeatures

/// The words of JSON that the encoders of this module use.
extension JSONBytes {
    /// Text of the program's own that is already JSON.
    mutating func raw(_ text: StaticString) { append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

    mutating func null() { raw("null") }

    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func string(_ value: String?) {
        if let value { append(string: value) } else { null() }
    }

    mutating func integer(_ value: Int) { append(value) }

    /// At most `decimals` decimals, without trailing zeros; null when there is no value or it is not finite.
    mutating func number(_ value: Double?, decimals: Int) {
        if let value { append(value, decimals: decimals) } else { null() }
    }

    mutating func day(_ value: Day?) { string(value?.description) }

    mutating func strings(_ values: [String]) { array(values) { $0.append(string: $1) } }

    /// `[a,b,c]`, each element by `write`.
    mutating func array<S: Sequence>(_ values: S, write: (inout JSONBytes, S.Element) -> Void) {
        raw("[")
        var isFirst = true
        for value in values {
            if !isFirst { raw(",") }
            isFirst = false
            write(&self, value)
        }
        raw("]")
    }
}
