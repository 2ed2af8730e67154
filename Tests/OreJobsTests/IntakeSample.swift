import Foundation
import OreDetection
import OreFeatures
import OreJobs
import TestSupport

/// A square of 0.01 degrees in southern China, counter-clockwise, about 1.1 million square metres.
let square = "[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25]"

func polygon(_ ring: String) -> String { #"{"type":"Polygon","coordinates":[[\#(ring)]]}"# }

/// A collection of one feature for each geometry, `null` included.
func collection(_ geometries: [String], crs: String? = nil) -> String {
    let member = crs.map { #""crs":{"type":"name","properties":{"name":"\#($0)"}},"# } ?? ""
    let features = geometries.enumerated().map { i, geometry in
        #"{"type":"Feature","geometry":\#(geometry),"properties":{"footprint_id":"F\#(i)","licence_id":"L\#(i)","observed_at":"2025-03-01"}}"#
    }
    return #"{"type":"FeatureCollection",\#(member)"features":[\#(features.joined(separator: ",\n"))]}"#
}

/// The text after intake, as one side of a detection run.
func intake(
    _ text: String, _ side: Side = .footprints, invalid: InvalidPolicy = .repair, crs: String? = nil, profile: Profile? = nil,
    name: String = "in.geojson"
) throws -> Layer {
    let folder = try TemporaryFolder()
    return try Layer(reading: SideInput(side, files: [try folder.file(name, text)], profile: profile, crs: crs), invalid: invalid)
}

extension Layer {
    var counts: IntakeCounts {
        batches.reduce(into: IntakeCounts()) { sum, batch in
            sum.read += batch.counts.read
            sum.stored += batch.counts.stored
            sum.repaired += batch.counts.repaired
            sum.directionOnly += batch.counts.directionOnly
            sum.quarantined += batch.counts.quarantined
            sum.skipped += batch.counts.skipped
        }
    }

    var reasons: [String] { batches.flatMap(\.defects).map(\.reason) }
}

/// The refusal that intake answers with; `nil` when it does not refuse.
func refusal(_ body: () throws -> Layer) -> String? {
    do {
        _ = try body()
        return nil
    } catch InputError.refused(let file, let place, let what, let next) {
        return "\(InputError.refused(file: file, place: place, what: what, next: next))"
    } catch {
        return nil
    }
}
