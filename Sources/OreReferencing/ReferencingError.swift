public import OreGeometry

/// Why a coordinate reference system or a transform could not be used: what, where, what next.
public enum ReferencingError: Error, Hashable, Sendable {
    /// PROJ could not be started (out of memory).
    case contextUnavailable
    /// The definition is empty or blank.
    case definitionEmpty
    /// The definition is longer than ``ReferencingContext/maximumDefinitionBytes``.
    case definitionTooLong(bytes: Int, limit: Int)
    /// The definition holds a NUL or another control character at this byte.
    case definitionHasControlCharacter(byte: UInt8, offset: Int)
    /// Brackets are nested deeper than any CRS needs.
    case definitionTooDeep(limit: Int)
    /// The definition names a file on the machine, which a definition from outside may not do.
    case definitionNamesFile(parameter: String)
    /// PROJ does not know the definition; `message` is PROJ's own.
    case unknownCRS(definition: String, message: String)
    /// The CRS has no horizontal plane: vertical, geocentric, local engineering.
    case notHorizontal(name: String, kind: String)
    /// No operation leads from one CRS to the other.
    case noOperation(from: String, to: String, message: String)
    /// One position could not be transformed; `index` counts positions of the buffer, or of the whole batch.
    case coordinateFailed(index: Int, coordinate: Coordinate, operation: String, message: String)
    /// A geometry of a batch could not be transformed; `feature` is its row in the batch.
    case geometryFailed(feature: Int, fault: GeometryTransformFault)
}

extension ReferencingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .contextUnavailable:
            "PROJ could not be started: out of memory"
        case .definitionEmpty:
            "the CRS definition is empty; give a code such as EPSG:4490"
        case .definitionTooLong(let bytes, let limit):
            "the CRS definition has \(bytes) bytes, at most \(limit) are read; give a code such as EPSG:4490"
        case .definitionHasControlCharacter(let byte, let offset):
            "the CRS definition holds the control character \(byte) at byte \(offset); give a code, WKT, PROJ string or PROJJSON as text"
        case .definitionTooDeep(let limit):
            "the CRS definition is nested deeper than \(limit) brackets; give a code such as EPSG:4490"
        case .definitionNamesFile(let parameter):
            "the CRS definition names a file (\(parameter)); only files of PROJ's own data folder may be named, without a path"
        case .unknownCRS(let definition, let message):
            "unknown CRS \"\(definition)\": \(message); give an EPSG code, WKT, PROJ string or PROJJSON"
        case .notHorizontal(let name, let kind):
            "the CRS \"\(name)\" is \(kind), not horizontal; give a geographic or projected CRS"
        case .noOperation(let from, let to, let message):
            "no coordinate operation leads from \(from) to \(to): \(message)"
        case .coordinateFailed(let index, let coordinate, let operation, let message):
            "position \(index + 1) (\(coordinate)) cannot be transformed by \"\(operation)\": \(message); is this the CRS of the data?"
        case .geometryFailed(let feature, let fault):
            "feature \(feature + 1): \(fault)"
        }
    }
}
