internal import OreFeatures
internal import OreGeometry

extension BatchEvaluation {
    /// The part less everything that was observed to its last before `since`, and whether the place had been observed by then at all.
    ///
    /// Which places a scene covered without finding anything is not known here, so only an earlier footprint that meets this one counts as an
    /// observation of the place.
    func newlyDisturbed(_ part: FootprintPart, since: Day) throws(TopologyError) -> (part: FootprintPart?, hasPrior: Bool) {
        guard rules.requiresPriorObservation, let history else { return (part, false) }
        let earlier = history.observations(meeting: envelope, before: since).filter { worker.meets(footprint, $0) }
        return earlier.isEmpty ? (part, false) : (try worker.subtract(earlier, from: part), true)
    }
}
