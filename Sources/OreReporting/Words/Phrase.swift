/// Every phrase that people read, by what it is for. The words of both languages stand side by side; `{1}`, `{2}` are places for values.
public enum Phrase: String, Sendable, Hashable, CaseIterable {
    // Nouns
    case licence, licences, licenceInForce, licenceNotInForce, footprint, footprints, zone, zones, districts, district, ruleSet, finding,
        findings
    case rule, verdict, severity, probability, holder, nearestLicence, area, outsidePart, toleranceBand, labelPoint, observed, reasons
    case footprintClass, confidence, footprintArea, outsideArea, outsideBeyondTolerance, interval, depth, depthInside, rank, partInQuestion
    case squareMetres, hectares, mu, metres, kilometres
    // Wording that never changes
    case notALegalFinding, unlicensedWording, registerDated, registerUndated, registerCovers, registerCoverageUnknown
    // Account
    case accountInput, accountDirectionOnly, accountCovered, accountSuspected, accountNothingSuspected, accountRuleFindings,
        accountNotEvaluated,
        accountBelowThreshold, accountSceneHeld, accountScenesEstimated, accountNoScenes, accountGroupDisplaced
    case accountNoReason, accountColumnsHidden, accountRowsCut
    // Lists of records
    case noRecords, recordsCut
    // Report
    case reportTitle, reportSubtitle, summary, overview, rankedList, cardsHeading, inputs, method, notEvaluated, setAside, provenance
    case tileFindings, tileFootprints, tileCovered, tileArea, tileStrong, tileSetAside
    case overviewCaption, overviewDescription, legend, scaleBar, north, findingMapDescription, noFindings
    case cutCards, cutRows, cutDefects, backToList, sortHint, seeCard, legendFilledHollow, verdictNote, findingsByRule, total
    case file, format, encoding, coordinateSystem, profile, attribution, dataLicence, read, used, repaired, quarantined, skipped,
        registerDefect, farFromDistricts
    case sha256, outcome, place, reason, note, all, side, extent, registerDate
    case methodAreas, methodOverlay, methodEdges, methodVerdicts, methodSeverity, methodRanking, methodMaps, operationsHeading, operation,
        accuracy
    case accuracyUnknown, ballpark, acceptedNull, noOperation, versions, everyRuleRan, nothingSetAside, ruleRan, ruleDidNotRun,
        belowThreshold
    case registrationHeading, registrationNotEstimated, registrationStatus, registrationShift, registrationMines, registrationBudget
    case methodPosition, geographic, decimalDegrees, degreesMinutesSeconds, gaussKrueger, easting, northing, inForceTouching,
        notInForceTouching, validity
    case noneFound, notStated, at, yes, no, mapContext, away
    // Incidents
    case incident, incidents, noIncidents, incidentRowsCut, state, certainty, growthPerYear, hectaresPerYear, growth
    case subject, beyond, years
    case firstSeen, lastSeen, lastEvent, assignee, expectedArea, sightings, events, decisions, scene, sensor, view, parts
    case maximumArea, onset, onsetBetween, onsetUnknown, group, aliases, rankProduct, incidentTitle, areaByMonth, areaByMonthNote
    case noDatedSighting, acceleration, outlinesThroughTime, mapThroughTimeDescription, plotDescription
}
