/// The rules for positions, rings and bounding boxes.
extension GeoJSONRules {
    /// What a list of positions stands for.
    private enum Path { case points, line, ring(isHole: Bool) }

    private static let wrongNesting = "\"coordinates\" does not have the nesting of its geometry type"

    /// Checks the coordinates at the present byte.
    /// - Returns: the number of values of the first position, if there is one.
    mutating func coordinates(of kind: GeometryType) throws(JSONFault) -> Int? {
        if isEmptyArray() {
            warn("the coordinates are empty; RFC 7946 lets readers take that for no geometry", at: scanner.offset)
            return nil
        }
        var dimension: Int?
        switch kind {
        case .point: dimension = try position()?.count
        case .multiPoint: try path(.points, &dimension)
        case .lineString: try path(.line, &dimension)
        case .multiLineString: try each { rules, _ throws(JSONFault) in try rules.path(.line, &dimension) }
        case .polygon: try polygon(&dimension)
        case .multiPolygon: try each { rules, _ throws(JSONFault) in try rules.polygon(&dimension) }
        case .geometryCollection: break
        }
        return dimension
    }

    private mutating func polygon(_ dimension: inout Int?) throws(JSONFault) {
        try each { rules, number throws(JSONFault) in try rules.path(.ring(isHole: number > 0), &dimension) }
    }

    /// Runs `body` at each element of the array at the present byte, which is passed afterwards whatever `body` did.
    private mutating func each(_ body: (inout GeoJSONRules, Int) throws(JSONFault) -> Void) throws(JSONFault) {
        guard scanner.p.pointee == 0x5B else { return try passOver(GeoJSONRules.wrongNesting) }
        scanner.p += 1
        if scanner.isEmptyContainer(0x5D) { return }
        var number = 0
        repeat {
            scanner.skipWhitespace()
            try body(&self, number)
            number += 1
        } while try scanner.continues(until: 0x5D)
    }

    private mutating func passOver(_ what: String) throws(JSONFault) {
        report(what)
        try scanner.skipValue(depth: 0)
    }

    private func isEmptyArray() -> Bool {
        guard scanner.p.pointee == 0x5B else { return false }
        var inner = scanner
        inner.p += 1
        return inner.isEmptyContainer(0x5D)
    }

    // MARK: Positions

    private struct Position {
        var x = 0.0
        var y = 0.0
        var z = 0.0
        var count = 0
    }

    /// One position at the present byte; `nil` when it was reported.
    private mutating func position() throws(JSONFault) -> Position? {
        let start = scanner.offset
        guard scanner.p.pointee == 0x5B else {
            try passOver(GeoJSONRules.wrongNesting)
            return nil
        }
        scanner.p += 1
        var position = Position()
        var fault: String?
        if !scanner.isEmptyContainer(0x5D) {
            repeat {
                scanner.skipWhitespace()
                let value = try positionValue(&fault)
                switch position.count {
                case 0: position.x = value
                case 1: position.y = value
                case 2: position.z = value
                default: break
                }
                position.count += 1
            } while try scanner.continues(until: 0x5D)
        }
        if fault == nil, position.count != 2, position.count != 3 { fault = "a position has \(position.count) values, not two or three" }
        if let fault {
            report(fault, at: start)
            return nil
        }
        if beyondGlobe == nil, abs(position.x) > 180 || abs(position.y) > 90 { beyondGlobe = start }
        return position
    }

    private mutating func positionValue(_ fault: inout String?) throws(JSONFault) -> Double {
        let first = scanner.p.pointee
        guard first == 0x2D || JSONScanner.isDigit(first) else {
            fault = first == 0x5B ? GeoJSONRules.wrongNesting : "a position has a value that is no number"
            try scanner.skipValue(depth: 0)
            return 0
        }
        let value = try scanner.number()
        if !value.isFinite { fault = "a position has a number outside the range of doubles" }
        return value
    }

    // MARK: Lines and rings

    private mutating func path(_ path: Path, _ dimension: inout Int?) throws(JSONFault) {
        let start = scanner.offset
        var first: Position?
        var last: Position?
        var count = 0
        var isSound = true
        var isMixed = false
        var doubledArea = 0.0
        try each { rules, _ throws(JSONFault) in
            count += 1
            guard let position = try rules.position() else { return isSound = false }
            if let dimension, dimension != position.count { isMixed = true } else { dimension = position.count }
            if let first, let last {
                // Seen from the first position, so that large coordinates do not swallow a small ring's area.
                doubledArea += (last.x - first.x) * (position.y - first.y) - (position.x - first.x) * (last.y - first.y)
            } else {
                first = position
            }
            last = position
        }
        guard isSound, scanner.offset > start else { return }
        if isMixed { warn("some positions have three values and some have two", at: start) }
        switch path {
        case .points: return
        case .line: if count < 2 { report("a line has \(count) positions, not at least two", at: start) }
        case .ring(let isHole):
            guard count >= 4, let first, let last else { return report("a ring has \(count) positions, not at least four", at: start) }
            guard first.x == last.x, first.y == last.y, first.z == last.z, first.count == last.count else {
                return report("the last position of a ring is not the first one", at: start)
            }
            if isHole ? doubledArea > 0 : doubledArea < 0 {
                warn(isHole ? "a hole runs counter-clockwise" : "an exterior ring runs clockwise", at: start)
            }
        }
    }

    // MARK: Bounding boxes

    /// Checks the `bbox` at the present byte.
    mutating func bounds(dimension: Int?) throws(JSONFault) {
        scanner.skipWhitespace()
        let start = scanner.offset
        guard scanner.p.pointee == 0x5B else { return report("the \"bbox\" is not an array of numbers", at: start) }
        var values: [Double] = []
        var areNumbers = true
        try each { rules, number throws(JSONFault) in
            var fault: String?
            let value = try rules.positionValue(&fault)
            if fault != nil { areNumbers = false } else if number < 6 { values.append(value) }
            if number >= 6 { areNumbers = false }
        }
        guard areNumbers, values.count == 4 || values.count == 6 else {
            return report("the \"bbox\" is not an array of four or six numbers", at: start)
        }
        if let dimension, values.count != dimension * 2 {
            warn("the \"bbox\" has \(values.count) numbers, the positions have \(dimension)", at: start)
        }
        let half = values.count / 2
        if values[1] > values[half + 1] { warn("the \"bbox\" has its south edge north of its north edge", at: start) }
    }
}
