/// Where and why a byte scan stopped. Small and plain, so that throwing it costs nothing on the way.
struct JSONFault: Error, Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        /// The window ends here, the input does not: read on and try again.
        case needMore
        case endOfInput
        case controlCharacter
        case invalidUTF8
        case badEscape
        case loneSurrogate
        case badNumber
        case badLiteral
        case valueExpected
        case keyExpected
        case colonExpected
        case commaOrEndExpected
        case trailingBytes
        case tooDeep
        case tooLong
        // Above the grammar: GeoJSON's structure.
        case featureExpected
        case rowExpected
        case duplicateMember
        case notAFeature
        case badProperties
        case badGeometry
        case badCoordinates
        case badCRS
        case linkedCRS
        case featuresWithoutType
        case otherTopLevel
        case noDocument
    }

    var kind: Kind
    /// Offset from the first byte of the scanned window.
    var at: Int

    /// What is wrong, as the user reads it.
    var what: String {
        switch kind {
        case .needMore, .endOfInput: "the text ends in the middle of a value"
        case .controlCharacter: "a control character stands unescaped in a string"
        case .invalidUTF8: "the bytes are not valid UTF-8"
        case .badEscape: "a string has an escape that JSON does not know"
        case .loneSurrogate: "a string has half of a surrogate pair"
        case .badNumber: "a number is not written as JSON numbers are"
        case .badLiteral: "a word other than true, false and null stands without quotes"
        case .valueExpected: "a value is expected"
        case .keyExpected: "a member name in quotes is expected"
        case .colonExpected: "a colon is expected after a member name"
        case .commaOrEndExpected: "a comma or the closing bracket is expected"
        case .trailingBytes: "text follows after the end of the JSON value"
        case .tooDeep: "values are nested more than \(JSONStructure.maximumDepth) deep"
        case .tooLong: "one feature is longer than 1 GiB"
        case .rowExpected: "an object is expected, as a row of a table"
        case .featureExpected: "an object with \"type\": \"Feature\" is expected"
        case .duplicateMember: "a member occurs twice in one object"
        case .notAFeature: "the object's \"type\" is not \"Feature\""
        case .badProperties: "\"properties\" is neither an object nor null"
        case .badGeometry: "\"geometry\" is not a GeoJSON geometry"
        case .badCRS: "the \"crs\" member names no coordinate reference system"
        case .linkedCRS: "the \"crs\" member only links to a coordinate reference system"
        case .featuresWithoutType: "the object with \"features\" does not say \"type\": \"FeatureCollection\""
        case .otherTopLevel: "the top of the file is neither a FeatureCollection, nor a Feature, nor a geometry"
        case .noDocument: "the file holds no JSON value"
        case .badCoordinates: "\"coordinates\" does not have the nesting of its geometry type"
        }
    }
}
