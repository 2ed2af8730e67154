/// Stores as former versions of the program left them.
public enum FormerStore {
    /// Takes from a store what "002 facts of findings over figures" gave it.
    public static let withoutFacts = """
        DROP TRIGGER figures_findings_have_facts;
        DROP INDEX figures_findings_facts;
        ALTER TABLE figures_findings DROP COLUMN rule;
        ALTER TABLE figures_findings DROP COLUMN verdict;
        ALTER TABLE figures_findings DROP COLUMN severity;
        ALTER TABLE figures_findings DROP COLUMN probability;
        ALTER TABLE figures_findings DROP COLUMN first_day;
        ALTER TABLE figures_findings DROP COLUMN last_day;
        CREATE INDEX figures_findings_of_incident ON figures_findings(incident);
        DELETE FROM grdb_migrations WHERE identifier LIKE '002%';
        """
}
