import ArgumentParser
import Foundation
import OreFeatures
import OreGeometry

/// `orewatch geometry`: the library's geometry operations for scripts.
struct GeometryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "geometry", abstract: "Geometry operations for scripts.", subcommands: [GeometryBatchCommand.self])
}

/// `orewatch geometry batch`: one JSON line in, one JSON line out.
struct GeometryBatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Read lines {\"op\",\"a\",\"b\",\"arg\"} (WKT or hex WKB), answer each with a line.",
        discussion: """
            Answers are {"wkt"}, {"bool"}, {"number"} or {"error"}. Operations: \(GeometryOperation.names).
            Example: echo '{"op":"area","a":"POLYGON ((115 25, 115.01 25, 115.01 25.01, 115 25))"}' | orewatch geometry batch
            """)

    func run() throws {
        var calculator = GeometryCalculator()
        while let line = readLine() {
            if line.allSatisfy(\.isWhitespace) { continue }
            var answer = calculator.answer(to: line)
            answer.append("\n")
            answer.withUnsafeBytes { FileHandle.standardOutput.write(Data($0)) }
        }
    }
}

/// The operations of `geometry batch`, by their names.
enum GeometryOperation: String, CaseIterable {
    case intersection, union, difference, symdifference
    case isvalid, makevalid, relate
    case contains, within, covers, coveredby, intersects, disjoint, touches, crosses, overlaps, equalstopo
    case convexhull, getboundary, distance, area

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Answers one request at a time with one geometry engine.
struct GeometryCalculator {
    private struct Request: Decodable {
        let op: String
        let a: String
        let b: String?
        let arg: String?
    }

    /// A request that cannot be answered, in words.
    private struct Refusal: Error {
        let words: String
    }

    private enum Answer {
        case geometry(Geometry)
        case bool(Bool)
        case number(Double)
    }

    private let engine = TopologyEngine()
    private let ellipsoidal = EllipsoidalArea(.wgs84)
    private let decoder = JSONDecoder()

    mutating func answer(to line: String) -> JSONBytes {
        var json = JSONBytes(capacity: 256)
        do {
            let answer = try evaluate(line)
            switch answer {
            case .geometry(let g):
                json.append("{\"wkt\":")
                json.append(string: g.wkt())
            case .bool(let b): json.append("{\"bool\":\(b)")
            case .number(let n):
                json.append("{\"number\":")
                json.append(shortest: n)
            }
        } catch {
            json.removeAll()
            json.append("{\"error\":")
            json.append(string: (error as? Refusal)?.words ?? "\(error)")
        }
        json.append("}")
        return json
    }

    private func evaluate(_ line: String) throws -> Answer {
        guard let request = try? decoder.decode(Request.self, from: Data(line.utf8)) else {
            throw Refusal(words: "not a JSON object with \"op\" and \"a\" as strings")
        }
        guard let operation = GeometryOperation(rawValue: request.op.lowercased()) else {
            throw Refusal(words: "unknown op \"\(request.op.prefix(40))\"; known: \(GeometryOperation.names)")
        }
        let a = try Geometry(wellKnown: request.a)
        switch operation {
        case .isvalid: return .bool(engine.validity(of: a) == nil)
        case .makevalid: return .geometry(try engine.makeValid(a))
        case .convexhull: return .geometry(try engine.convexHull(a))
        case .getboundary: return .geometry(try engine.boundary(a))
        case .area: return .number(try area(a))
        default: break
        }
        guard let text = request.b else { throw Refusal(words: "\(operation.rawValue) needs \"b\"") }
        return try evaluate(operation, a, try Geometry(wellKnown: text), request.arg)
    }

    private func evaluate(_ operation: GeometryOperation, _ a: Geometry, _ b: Geometry, _ argument: String?) throws -> Answer {
        switch operation {
        case .intersection: return .geometry(try engine.intersection(a, b))
        case .union: return .geometry(try engine.union(a, b))
        case .difference: return .geometry(try engine.difference(a, b))
        case .symdifference: return .geometry(try engine.symmetricDifference(a, b))
        case .relate:
            guard let argument else { throw Refusal(words: "relate needs a pattern of 9 characters in \"arg\"") }
            return .bool(try engine.relate(a, b, pattern: argument))
        case .contains: return .bool(try engine.contains(a, b))
        case .within: return .bool(try engine.within(a, b))
        case .covers: return .bool(try engine.covers(a, b))
        case .coveredby: return .bool(try engine.coveredBy(a, b))
        case .intersects: return .bool(try engine.intersects(a, b))
        case .disjoint: return .bool(try engine.disjoint(a, b))
        case .touches: return .bool(try engine.touches(a, b))
        case .crosses: return .bool(try engine.crosses(a, b))
        case .overlaps: return .bool(try engine.overlaps(a, b))
        case .equalstopo: return .bool(try engine.equalsTopologically(a, b))
        case .distance:
            guard let distance = try engine.planarDistance(a, b) else { throw Refusal(words: "an empty geometry has no distance") }
            return .number(distance)
        case .isvalid, .makevalid, .convexhull, .getboundary, .area: throw Refusal(words: "\(operation.rawValue) takes one geometry")
        }
    }

    private func area(_ geometry: Geometry) throws -> Double {
        let box = geometry.envelope
        guard box.isEmpty || (box.minY >= -90 && box.maxY <= 90 && box.minX >= -540 && box.maxX <= 540) else {
            throw Refusal(words: "area takes longitude and latitude in degrees")
        }
        return ellipsoidal.area(of: geometry)
    }
}
