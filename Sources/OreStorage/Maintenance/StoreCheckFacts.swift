internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreGeometry

extension StoreCheck {
    /// The facts of a run.
    struct RunFacts {
        var columns: [FootprintFact: FootprintFactColumn] = [:]
    }

    /// Reads them; those that are missing or have other lengths are defects.
    mutating func facts(_ db: Database, run: Int64, rows: Int) throws -> RunFacts {
        var facts = RunFacts()
        for fact in FootprintFact.allCases {
            do {
                facts.columns[fact] = try FootprintFactColumn(fact, ofRun: run, rows: rows, db)
                if facts.columns[fact] == nil { defect("footprint_facts", run, "the run has no column \(fact)") }
            } catch is StoreError {
                defect("footprint_facts", run, "column \(fact) is not what was written")
            }
        }
        return facts
    }

    /// They say what the row says.
    mutating func facts(of row: Int, in block: Int64, _ facts: RunFacts, _ place: Int, _ reader: RecordReader) throws {
        var (head, reader) = (reader, reader)
        let scene = try FootprintRow.readHead(&head).scene
        var columns = GeometryColumns()
        let decoded = try FootprintRow.read(&reader, scenes: [:], into: &columns)
        let own = FootprintRowFacts(decoded.footprint, area: StoredArea.of(columns.geometry(at: 0)), texts: 0)
        let texts = FootprintTexts(footprintClass: decoded.footprint.footprintClass, source: decoded.footprint.source)
        for (fact, column) in facts.columns where place < column.numbers.count {
            let number = column.numbers[place]
            let agrees =
                switch fact {
                case .area: number == UInt64(own.area)
                case .confidence: number == own.confidence
                case .observedFrom: number == UInt64(own.observedFrom)
                case .observedTo: number == UInt64(own.observedTo)
                case .scene: number == UInt64(scene) << 1 | (decoded.flags.contains(.statedScene) ? 1 : 0)
                case .texts: column.texts[Int(number) - 1] == texts
                case .id: number == column.number(ofID: decoded.footprint.id)
                }
            if !agrees {
                let reference = FootprintBlock.Place(block: block, row: row).reference
                defect("footprint_facts", nil, "footprint \(reference) is listed with another \(fact)")
            }
        }
    }
}
