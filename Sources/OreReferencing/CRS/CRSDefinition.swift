/// A CRS definition from outside, checked and brought to the spelling PROJ reads.
struct CRSDefinition {
    /// What PROJ is asked.
    let canonical: String
    /// A bare name must come back from PROJ under the same name: its search also accepts names that merely resemble.
    let isName: Bool
    /// The definition means a web map's coordinates; PROJ is not asked.
    let webMap: WebMapOffset?

    static let maximumDepth = 32

    init(_ text: String) throws(ReferencingError) {
        let bytes = text.utf8
        guard bytes.count <= ReferencingContext.maximumDefinitionBytes else {
            throw .definitionTooLong(bytes: bytes.count, limit: ReferencingContext.maximumDefinitionBytes)
        }
        try CRSDefinition.checkBytes(text)
        var trimmed = text[...]
        if trimmed.first == "\u{FEFF}" { trimmed = trimmed.dropFirst() }
        while trimmed.first?.isWhitespace == true { trimmed = trimmed.dropFirst() }
        while trimmed.last?.isWhitespace == true || trimmed.last == "\0" { trimmed = trimmed.dropLast() }
        guard !trimmed.isEmpty else { throw .definitionEmpty }
        let definition = String(trimmed)
        webMap = WebMapOffset(definition: definition)
        if let code = CRSDefinition.code(in: definition) {
            (canonical, isName) = (code, false)
        } else if definition.hasPrefix("+") || definition.contains("+proj=") || definition.hasPrefix("proj=") {
            (canonical, isName) = (try CRSDefinition.projString(definition), false)
        } else {
            let isStructured = definition.contains("[") || definition.hasPrefix("{")
            let isCode = definition.contains(":") && !definition.contains(" ")
            (canonical, isName) = (definition, !isStructured && !isCode)
        }
    }

    /// No control characters but tab and line ends; brackets nested no deeper than ``maximumDepth``.
    private static func checkBytes(_ text: String) throws(ReferencingError) {
        var depth = 0
        var offset = 0
        for byte in text.utf8 {
            switch byte {
            case 0x09, 0x0A, 0x0D: break
            case 0..<0x20, 0x7F: throw .definitionHasControlCharacter(byte: byte, offset: offset)
            case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
                depth += 1
                guard depth <= maximumDepth else { throw .definitionTooDeep(limit: maximumDepth) }
            case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            offset += 1
        }
    }

    /// `EPSG:n` (or `OGC:CRS84`, `ESRI:n`) out of a bare number, an authority code, a URN, a URL or an old `+init=` string.
    private static func code(in definition: String) -> String? {
        let lower = definition.lowercased()
        if isDigits(lower) { return "EPSG:\(lower)" }
        if lower.hasPrefix("+init=epsg:") || lower.hasPrefix("init=epsg:") {
            let code = lower.drop { $0 != ":" }.dropFirst().prefix { !$0.isWhitespace }
            return isDigits(code) ? "EPSG:\(code)" : nil
        }
        for prefix in ["urn:ogc:def:crs:", "urn:x-ogc:def:crs:"] where lower.hasPrefix(prefix) {
            return joined(definition.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false))
        }
        for scheme in ["http://", "https://"] {
            for host in ["www.opengis.net/def/crs/", "opengis.net/def/crs/"] where lower.hasPrefix(scheme + host) {
                let path = definition.dropFirst(scheme.count + host.count)
                return joined((path.last == "/" ? path.dropLast() : path).split(separator: "/", omittingEmptySubsequences: false))
            }
            for host in ["www.opengis.net/gml/srs/epsg.xml#", "opengis.net/gml/srs/epsg.xml#"] where lower.hasPrefix(scheme + host) {
                return joined(["EPSG", "", definition.dropFirst(scheme.count + host.count)])
            }
        }
        let pair = definition.split(separator: ":", omittingEmptySubsequences: false)
        return pair.count == 2 ? joined([pair[0], "", pair[1]]) : nil
    }

    /// Authority, version (ignored: the installed database decides), code.
    private static func joined(_ pieces: [Substring]) -> String? {
        guard pieces.count == 3 else { return nil }
        let authority = pieces[0].uppercased()
        let code = pieces[2].uppercased()
        guard !authority.isEmpty, !code.isEmpty, (authority + code).allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        if authority == "OGC", code == "84" { return "OGC:CRS84" }
        if authority == "CRS", code == "84" { return "OGC:CRS84" }
        return "\(authority):\(code)"
    }

    /// A PROJ string that is sure to be read as a CRS and names no file by path.
    private static func projString(_ definition: String) throws(ReferencingError) -> String {
        for piece in definition.split(whereSeparator: \.isWhitespace) {
            let parameter = piece.first == "+" ? piece.dropFirst() : piece
            let namesFile = ["nadgrids=", "geoidgrids=", "grids=", "init=", "catalog=", "file="].contains { parameter.hasPrefix($0) }
            if namesFile, parameter.contains("/") || parameter.contains("\\") {
                throw .definitionNamesFile(parameter: excerpt(String(parameter)))
            }
        }
        guard !definition.contains("proj=pipeline") else {
            throw .unknownCRS(definition: excerpt(definition), message: "a pipeline is an operation, not a CRS")
        }
        return definition.contains("type=crs") ? definition : definition + " +type=crs"
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 9 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
