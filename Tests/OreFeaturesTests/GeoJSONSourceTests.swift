import OreGeometry
import Testing

@testable import OreFeatures

@Suite struct GeoJSONSourceTests {
    private func refusal(_ text: String) -> InputPlace? {
        do {
            _ = try readGeoJSON(text)
            return nil
        } catch InputError.refused(_, let place, _, _) {
            return place
        } catch {
            return nil
        }
    }

    @Test("A collection gives its features in order, with geometry, attributes and identifier")
    func collection() throws {
        let text = GeoJSONText.collection(
            GeoJSONText.feature(#"{"name":"Bayan \u00d4bo","n":1.50,"ok":true,"none":null,"list":[1, 2]}"#),
            #"{"id":7,"geometry":null,"properties":null,"type":"Feature"}"#)
        let (features, summary) = try readGeoJSON(text)
        #expect(summary.featureCount == 2)
        #expect(features[0].cells == ["name": "Bayan Ôbo", "n": "1.50", "ok": "true", "none": "null", "list": "[1, 2]"])
        #expect(features[0].geometry?.polygons.first?.exterior.coordinates.count == 5)
        #expect(features[1].identifier == "7")
        #expect(features[1].geometry == nil)
        #expect(features[1].cells.isEmpty)
    }

    @Test("Only the wanted fields are read, in the wanted order, missing ones as missing")
    func wantedFields() throws {
        let source = try GeoJSONSource(
            TextInput(GeoJSONText.collection(GeoJSONText.feature(#"{"a":1,"b":"x","c":[{}]}"#))), options: ReadOptions(fields: ["b", "z"]))
        let batch = try source.firstBatch()
        #expect(batch.columns.map(\.name) == ["b", "z"])
        #expect(batch.columns[0].string(at: 0) == "x")
        #expect(batch.columns[1].kinds == [.missing])
    }

    @Test("Members come in any order: type last, coordinates before their type")
    func memberOrder() throws {
        let text =
            #"{"features":[{"geometry":{"coordinates":\#(GeoJSONText.square),"type":"Polygon"},"properties":{"a":1},"type":"Feature"}],"type":"FeatureCollection"}"#
        let (features, _) = try readGeoJSON(text)
        #expect(features.count == 1)
        #expect(features[0].kind == .polygon)
        #expect(features[0].cells == ["a": "1"])
    }

    @Test("A crs member is given as text whether it stands before or after the features")
    func crsMember() throws {
        let member = #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}"#
        let before = try GeoJSONSource(
            TextInput(GeoJSONText.collection(GeoJSONText.feature(), before: member + ",")), options: ReadOptions())
        #expect(before.info.declaredCRS?.definition == "urn:ogc:def:crs:EPSG::4490")
        let after = try readGeoJSON(GeoJSONText.collection(GeoJSONText.feature(), after: "," + member))
        #expect(after.summary.declaredCRS?.definition == "urn:ogc:def:crs:EPSG::4490")
        let none = try GeoJSONSource(TextInput(GeoJSONText.collection(GeoJSONText.feature())), options: ReadOptions())
        #expect(none.info.declaredCRS?.definition == "OGC:CRS84")
        #expect(
            refusal(GeoJSONText.collection(GeoJSONText.feature(), after: #","crs":{"type":"link","properties":{"href":"http://x"}}"#))
                != nil)
    }

    @Test(
        "What is no whole GeoJSON is refused",
        arguments: [
            "", "null", "[]", "{}", #"{"type":"FeatureCollection"}"#, #"{"type":"FeatureCollection","features":{}}"#,
            GeoJSONText.collection("null"), GeoJSONText.collection(GeoJSONText.feature()) + "x",
            GeoJSONText.collection(GeoJSONText.feature() + ","), GeoJSONText.collection(GeoJSONText.feature(#"{"a":1,"a":2}"#)),
            GeoJSONText.collection(#"{"type":"Feature","type":"Feature","properties":null,"geometry":null}"#), #"{"features":[]}"#,
            #"{"type":"Topology","objects":{}}"#, GeoJSONText.collection(#"{"type":"Feature","properties":3,"geometry":null}"#),
            GeoJSONText.collection("{}"),
        ])
    func refusals(text: String) { #expect(refusal(text) != nil) }

    @Test("A refusal names line, byte and feature")
    func place() {
        let text = "{\"type\":\"FeatureCollection\",\"features\":[\n\(GeoJSONText.feature()),\n\(GeoJSONText.feature("{\"a\":01}"))]}"
        let place = refusal(text)
        #expect(place?.line == 3)
        #expect(place?.feature == 1)
        #expect(place?.byte.map { Array(text.utf8)[$0] } == UInt8(ascii: "1"))
    }

    @Test("Geometry that cannot be read becomes a row with its reason; the features around it stay")
    func defects() throws {
        func polygon(_ coordinates: String) -> String {
            GeoJSONText.feature(geometry: #"{"type":"Polygon","coordinates":\#(coordinates)}"#)
        }
        let (features, _) = try readGeoJSON(
            GeoJSONText.collection(
                polygon("[[[0,0],[1,0],[0,0]]]"), polygon("[[[0,0],[1e400,0],[1,1],[0,0]]]"), polygon("[[[0,0],[9,0],[9,9],[0,9]]]"),
                polygon("[]"),
                polygon("[[[0,0],[1],[1,1],[0,0]]]"), polygon(#"[[["a",0]]]"#),
                GeoJSONText.feature(geometry: #"{"type":"Pentagon","coordinates":[]}"#),
                GeoJSONText.feature(geometry: #"{"type":"Polygon"}"#), GeoJSONText.feature()))
        #expect(features.count == 9)
        #expect(features[0].defect == .tooFewPositions(ring: 0))
        #expect(features[1].defect == .nonFiniteCoordinate)
        #expect(features[2].defect == .ringNotClosed(ring: 0, gap: 9))
        #expect(features[3].defect == .emptyGeometry)
        for i in 4...7 { #expect(features[i].defect != nil) }
        #expect(features[8].defect == nil)
        #expect(features[8].geometry != nil)
    }

    @Test("Z and M are left out and noted")
    func dropsZ() throws {
        let (features, summary) = try readGeoJSON(GeoJSONText.feature(geometry: #"{"type":"Point","coordinates":[1,2,3,4]}"#))
        #expect(summary.droppedZ)
        #expect(features[0].geometry == .point(Coordinate(1, 2)))
        #expect(try !readGeoJSON(GeoJSONText.feature()).summary.droppedZ)
    }

    @Test("The polygons of a geometry collection are read as one multipolygon, other members are left out")
    func geometryCollection() throws {
        let polygon = #"{"type":"Polygon","coordinates":\#(GeoJSONText.square)}"#
        let members = #"{"type":"Point","coordinates":[5,5]},\#(polygon),{"geometries":[\#(polygon)],"type":"GeometryCollection"}"#
        let (features, _) = try readGeoJSON(GeoJSONText.feature(geometry: #"{"type":"GeometryCollection","geometries":[\#(members)]}"#))
        #expect(features[0].kind == .multiPolygon)
        #expect(features[0].geometry?.polygons.count == 2)
    }

    @Test(
        "A sequence with line feeds or record separators is read like a collection", arguments: ["\n", "\r\n", "\u{1E}", "\n\u{1E}", " "])
    func sequence(separator: String) throws {
        let text = [GeoJSONText.feature(#"{"a":1}"#), #"{"type":"Point","coordinates":[1,2]}"#, GeoJSONText.feature(#"{"a":3}"#)].joined(
            separator: separator)
        let (features, summary) = try readGeoJSON(text + separator)
        #expect(summary.featureCount == 3)
        #expect(features[1].kind == .point)
        #expect(features[2].cells == ["a": "3"])
    }
}

extension FeatureSource {
    /// The first batch of an input that has one.
    func firstBatch() throws -> FeatureBatch {
        let box = BatchBox()
        _ = try process(
            threads: 1, progress: nil, makeWorker: {}, map: { (_: inout Void, batch: FeatureBatch) in batch }, consume: { box.keep($0) })
        return try #require(box.first)
    }
}
