/// Why bytes or text are not a geometry, and where.
public struct GeometryEncodingError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The input ends inside an element.
        case truncated
        /// Bytes or characters follow a complete geometry.
        case trailing(count: Int)
        /// A byte order other than 0 (big) or 1 (little).
        case byteOrder(UInt8)
        /// A geometry type that is not one of the seven simple features.
        case type(UInt32)
        /// A member of a multi geometry that is of another kind.
        case member(expected: GeometryKind, found: GeometryKind)
        /// A count that the rest of the input cannot hold: nothing was allocated for it.
        case count(UInt32, available: Int)
        /// NaN or an infinity where a position is wanted (the empty point's NaN pair excepted).
        case nonFinite
        /// Nested deeper than ``GeometryEncodingError/maximumDepth``.
        case nestedTooDeep
        /// Text that is not well-known text: what was wanted at that place.
        case syntax(expected: String)
        /// A character that is not a hexadecimal digit, or an odd number of them.
        case hexadecimal
        /// A GeoPackage blob whose magic, version, flags or envelope kind is not that of a standard geometry.
        case geoPackageHeader(String)
    }

    /// How deep geometries may be nested, the outermost included.
    public static let maximumDepth = 32

    public let reason: Reason
    /// The byte of the input at which reading stopped, from 0.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension GeometryEncodingError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(what)" }

    private var what: String {
        switch reason {
        case .truncated: "the geometry ends too early"
        case .trailing(let count): "\(count) bytes follow the geometry"
        case .byteOrder(let order): "the byte order is \(order), not 0 or 1"
        case .type(let code): Self.name(ofType: code).map { "geometries of type \($0) are not read" } ?? "\(code) is not a geometry type"
        case .member(let expected, let found): "a \(found.name) where a \(expected.name) belongs"
        case .count(let count, let available): "\(count) elements are announced, but only \(available) bytes follow"
        case .nonFinite: "a coordinate is not a finite number"
        case .nestedTooDeep: "geometries are nested deeper than \(Self.maximumDepth)"
        case .syntax(let expected): "expected \(expected)"
        case .hexadecimal: "not pairs of hexadecimal digits"
        case .geoPackageHeader(let fault): "GeoPackage geometry header: \(fault)"
        }
    }

    /// Names of the types of ISO 13249-3 that are not simple features.
    private static func name(ofType code: UInt32) -> String? {
        let names: [UInt32: String] = [
            8: "CircularString", 9: "CompoundCurve", 10: "CurvePolygon", 11: "MultiCurve", 12: "MultiSurface", 13: "Curve", 14: "Surface",
            15: "PolyhedralSurface", 16: "TIN", 17: "Triangle",
        ]
        return names[(code & 0x0FFF_FFFF) % 1000]
    }
}
