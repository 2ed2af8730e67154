/// Reads figures as offices write them, to the digit or not at all.
///
/// `1 234,5` · `1,234.500` · `1'234` · `１２３．５` · `3.2万吨` · `12 kg`. What is behind the last thousandth must be zeros. Groups have three digits.
public struct FigureReader: Sendable, Hashable {
    /// Of figures that name none; those that do may name another of the same dimension.
    public var unit: FigureUnit
    public var notation: DecimalNotation

    public init(unit: FigureUnit = .tonne, notation: DecimalNotation = .unsettled) {
        (self.unit, self.notation) = (unit, notation)
    }

    /// - Returns: thousandths of a tonne, or of a cubic metre where ``unit`` is a volume; within ±10^12.
    public func thousandths(_ text: String) throws(FigureFault) -> Int64 {
        let parts = FigureText(text)
        guard !parts.number.isEmpty else { throw parts.rest.isEmpty ? .empty : .notANumber }
        var unit = unit
        if !parts.rest.isEmpty {
            guard let named = FigureUnit(word: parts.rest) else { throw .unknownUnit(parts.rest) }
            guard named.dimension == unit.dimension else { throw .wrongDimension(named) }
            unit = named
        }
        let number = try DecimalNumber(parts.number, notation)
        return try number.scaled(by: unit.power)
    }

    /// Tonnes of figures that name no volume.
    public func tonnes(_ text: String) throws(FigureFault) -> Tonnes {
        guard unit.dimension == .mass else { throw .wrongDimension(unit) }
        return Tonnes(thousandths: try thousandths(text))
    }

    /// The fast path of large files: tonnes as digits with at most three decimals behind a point, `-` before them allowed.
    /// - Returns: `nil` for anything else, which ``thousandths(_:)`` then reads; the same value where both read it.
    @inlinable
    public static func plainThousandths(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var i = 0
        let isNegative = !bytes.isEmpty && bytes[0] == UInt8(ascii: "-")
        if isNegative { i = 1 }
        // Nine digits before the point: below the largest record.
        let start = i
        var value: Int64 = 0
        while i < bytes.count, bytes[i] &- 48 < 10, i - start < 9 {
            value = value &* 10 &+ Int64(bytes[i] &- 48)
            i += 1
        }
        guard i > start else { return nil }
        var decimals = 0
        if i < bytes.count {
            guard bytes[i] == UInt8(ascii: "."), i + 1 < bytes.count, bytes.count - i <= 4 else { return nil }
            i += 1
            while i < bytes.count, bytes[i] &- 48 < 10 {
                value = value &* 10 &+ Int64(bytes[i] &- 48)
                decimals += 1
                i += 1
            }
            guard i == bytes.count else { return nil }
        }
        while decimals < 3 {
            value = value &* 10
            decimals += 1
        }
        return isNegative ? -value : value
    }
}

/// Digits with a decimal exponent: `mantissa · 10^exponent`.
struct DecimalNumber: Hashable {
    var isNegative = false
    private(set) var mantissa: UInt64 = 0
    private(set) var exponent = 0

    private static let point = UInt8(ascii: ".")
    private static let comma = UInt8(ascii: ",")

    /// - Parameter text: narrowed.
    init(_ text: [UInt8], _ notation: DecimalNotation) throws(FigureFault) {
        var body = text[...]
        if let sign = body.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            body = body.dropFirst()
            while body.first == FigureText.blank { body = body.dropFirst() }
        }
        var stated = 0
        if let mark = body.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let value = Int(String(decoding: body[(mark + 1)...], as: UTF8.self)), (-30...30).contains(value) else {
                throw .notANumber
            }
            stated = value
            body = body[..<mark]
        }
        let (whole, decimals) = try Self.split(body, notation)
        try append(whole, groupedBy: Self.separator(of: whole))
        for byte in decimals {
            guard FigureText.isDigit(byte) else { throw .notANumber }
            try append(byte)
        }
        exponent = stated - decimals.count
    }

    /// Before and behind the decimal sign.
    private static func split(
        _ body: ArraySlice<UInt8>, _ notation: DecimalNotation
    ) throws(FigureFault) -> (whole: ArraySlice<UInt8>, decimals: ArraySlice<UInt8>) {
        let signs = body.indices.filter { body[$0] == point || body[$0] == comma }
        guard let last = signs.last else { return (body, []) }
        let digitsBehind = body.endIndex - last - 1
        let decimal: UInt8
        switch notation {
        case .point: decimal = point
        case .comma: decimal = comma
        case .unsettled:
            let kinds = Set(signs.map { body[$0] })
            if kinds.count == 2 {
                decimal = body[last]
            } else if signs.count > 1 {
                decimal = body[last] == point ? comma : point
            } else if body[last] == comma, digitsBehind == 3, mayBeGroup(body[..<last]) {
                throw .ambiguousSeparator
            } else {
                decimal = body[last]
            }
        }
        guard body[last] == decimal else { return (body, []) }
        guard signs.dropLast().allSatisfy({ body[$0] != decimal }) else { throw .brokenGroups }
        guard digitsBehind > 0, last > body.startIndex else { throw .notANumber }
        return (body[..<last], body[(last + 1)...])
    }

    /// One to three digits that do not begin with 0, or groups already.
    private static func mayBeGroup(_ head: ArraySlice<UInt8>) -> Bool {
        head.first != UInt8(ascii: "0") && (head.count <= 3 || !head.allSatisfy(FigureText.isDigit))
    }

    private static func separator(of whole: ArraySlice<UInt8>) -> UInt8? { whole.first { !FigureText.isDigit($0) } }

    private mutating func append(_ whole: ArraySlice<UInt8>, groupedBy separator: UInt8?) throws(FigureFault) {
        guard let first = whole.first, FigureText.isDigit(first) else { throw .notANumber }
        if let separator {
            guard [Self.point, Self.comma, FigureText.blank, FigureText.apostrophe].contains(separator) else { throw .notANumber }
            let groups = whole.split(separator: separator, omittingEmptySubsequences: false)
            guard groups[0].count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 }) else { throw .brokenGroups }
        }
        for byte in whole where byte != separator {
            guard FigureText.isDigit(byte) else { throw .brokenGroups }
            try append(byte)
        }
    }

    private mutating func append(_ digit: UInt8) throws(FigureFault) {
        let (tens, a) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, b) = tens.addingReportingOverflow(UInt64(digit &- 48))
        guard !a, !b else { throw .tooLarge }
        mantissa = sum
    }

    /// Times 10^`power`, as a whole number within ±`limit`, at most 10^18.
    func scaled(by power: Int, limit: UInt64 = UInt64(Tonnes.largestRecord.thousandths)) throws(FigureFault) -> Int64 {
        var (value, shift) = (mantissa, exponent + power)
        while shift < 0, value != 0 {
            guard value % 10 == 0 else { throw .tooFine }
            value /= 10
            shift += 1
        }
        while shift > 0, value != 0 {
            guard value <= limit else { throw .tooLarge }
            value *= 10
            shift -= 1
        }
        guard value <= limit else { throw .tooLarge }
        return isNegative ? -Int64(value) : Int64(value)
    }
}
