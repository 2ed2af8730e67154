/// How a whole table writes its coordinates: one notation for every cell, decided by all of them together.
enum CornerNotation: Hashable {
    case metres
    case decimalDegrees
    /// `DDDMMSS.sss`: degrees, two digits of minutes, two of seconds and their decimals.
    case packed
    case sexagesimal(CoordinateText.Style)

    var isAngle: Bool { self != .metres }

    var name: String {
        switch self {
        case .metres: "metres"
        case .decimalDegrees: "decimal degrees"
        case .packed: "packed degrees, minutes and seconds (DDDMMSS.sss)"
        case .sexagesimal(let style): "degrees, minutes and seconds as \(style.rawValue)"
        }
    }

    /// What one cell alone can be. A number of five or more digits under a heading of longitude or latitude is a packed angle: no angle has so
    /// many degrees. A number within half a turn is in degrees, any other in metres.
    init(_ text: CoordinateText, isAngular: Bool) {
        switch text.form {
        case .sexagesimal(let style): self = .sexagesimal(style)
        case .degrees: self = .decimalDegrees
        case .number(let digits):
            if isAngular || text.hemisphere != nil {
                self = digits.count >= 5 ? .packed : .decimalDegrees
            } else {
                self = text.value.magnitude <= 180 ? .decimalDegrees : .metres
            }
        }
    }

    /// The value of a cell in degrees or metres.
    /// - Throws: a fault for packed minutes or seconds of 60 or more.
    func value(_ text: CoordinateText) throws(CoordinateText.Fault) -> Double {
        guard self == .packed, case .number(let digits) = text.form else { return text.value }
        guard digits.count <= 7 else { throw .unreadable }
        let whole = text.value.magnitude
        let minutes = Double(digits.suffix(4).prefix(2)) ?? 0
        let degrees = Double(digits.dropLast(4)) ?? 0
        // Not `whole` modulo 100: the decimals would carry the rounding of seven more digits.
        let seconds = whole - degrees * 10_000 - minutes * 100
        if minutes >= 60 { throw .sixty("\(Int(minutes)) minutes") }
        if seconds >= 60 { throw .sixty("\(Int(seconds)) seconds") }
        // Shortest decimals of the seconds: 5 digits are a tenth of a millimetre.
        let rounded = (seconds * 1e7).rounded() / 1e7
        let angle = CoordinateText.degrees(degrees, minutes, rounded)
        return text.value < 0 ? -angle : angle
    }
}
