import Foundation
import TestSupport
import Testing

/// The program under test, and what every one of its runs must keep to.
let orewatch = BuiltProgram("orewatch")

extension BuiltProgram.Outcome {
    /// The log is clean: at most five lines, none of them a trace of the program's inside.
    func expectCleanLog(_ location: SourceLocation = #_sourceLocation) {
        let lines = standardError.split(separator: "\n")
        #expect(lines.count <= 5, "\(standardError)", sourceLocation: location)
        for trace in ["Fatal error", "0x0", "Thread ", "Backtrace", ".swift:", "Optional("] {
            #expect(!standardError.contains(trace), "\(standardError)", sourceLocation: location)
        }
    }
}

/// Runs the program, checks its exit code and its log.
@discardableResult
func run(
    _ arguments: [String], input: String = "", exits code: Int32 = 0, _ location: SourceLocation = #_sourceLocation
) throws -> BuiltProgram.Outcome {
    let outcome = try orewatch.run(arguments, input: Data(input.utf8))
    #expect(outcome.exitCode == code, "\(arguments): \(outcome.standardError)", sourceLocation: location)
    outcome.expectCleanLog(location)
    return outcome
}

/// A few features of every kind, with what is hard about attributes.
let mixedFeatures = """
    {"type":"FeatureCollection","features":[
    {"type":"Feature","id":"a","geometry":{"type":"Polygon","coordinates":[[[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25]],\
    [[115.002,25.002],[115.002,25.004],[115.004,25.004],[115.004,25.002],[115.002,25.002]]]},\
    "properties":{"name":"一号, \\"矿\\"","count":3,"share":0.125,"code":"007"}},
    {"type":"Feature","id":"b","geometry":{"type":"MultiPolygon","coordinates":[[[[116,25],[116.01,25],[116.01,25.01],[116,25]]],\
    [[[117,25],[117.01,25],[117.01,25.01],[117,25]]]]},"properties":{"name":"line\\nbreak","count":null}},
    {"type":"Feature","id":"c","geometry":{"type":"Point","coordinates":[115.5,25.5]},"properties":{"name":"p","count":-1}},
    {"type":"Feature","id":"d","geometry":{"type":"LineString","coordinates":[[115.5,25.5],[115.50001,25.50001]]},\
    "properties":{"name":"l","share":1e3}}
    ]}
    """
