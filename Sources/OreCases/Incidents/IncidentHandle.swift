/// The short name of an incident, `OW-7K3M-Q2XA`: 40 bits of a hash of a finding's id, in Crockford's base 32 (no I, L, O, U).
///
/// Every member of an incident has a handle and each of them resolves to the incident. Handles are for people: of 100,000 incidents two
/// share one with a probability of 0.5 %. The key that cannot collide is ``Incident/earliestFindingID``.
/// Source of the alphabet: D. Crockford, "Base 32", 2019. Hash: FNV-1a (64 bits), mixed by the finaliser of MurmurHash3.
public struct IncidentHandle: Sendable, Hashable {
    /// Below 2^40.
    public let value: UInt64

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public init(findingID: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in findingID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        value = (hash ^ hash >> 33) >> 24
    }

    /// - Parameter value: as ``value`` gave it; only its lower 40 bits count.
    public init(value: UInt64) { self.value = value & 0xFF_FFFF_FFFF }

    /// Reads a handle as people write it: upper or lower case, with or without hyphens and prefix, O for 0, I or L for 1.
    /// `nil` when it is not one.
    public init?(_ text: String) {
        guard text.utf8.count <= 32 else { return nil }
        var digits = text.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        if digits.count == 10, digits.starts(with: "OW".utf8) { digits.removeFirst(2) }
        guard digits.count == 8 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard let number = Self.number(of: digit) else { return nil }
            value = value << 5 | number
        }
        self.value = value
    }

    private static func number(of digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        default: alphabet.firstIndex(of: digit).map { UInt64($0) }
        }
    }
}

extension IncidentHandle: CustomStringConvertible {
    public var description: String {
        String(unsafeUninitializedCapacity: 12) { bytes in
            (bytes[0], bytes[1], bytes[2], bytes[7]) = (UInt8(ascii: "O"), UInt8(ascii: "W"), UInt8(ascii: "-"), UInt8(ascii: "-"))
            for digit in 0..<8 {
                bytes[digit < 4 ? 3 + digit : 4 + digit] = Self.alphabet[Int(value >> UInt64(5 * (7 - digit)) & 31)]
            }
            return 12
        }
    }
}
