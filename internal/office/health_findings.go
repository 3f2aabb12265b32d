package office

// findings are all that a doctor can say, with how bad that is.
var findings = func() map[string]Health {
	out := map[string]Health{
		"book.ok": Good, "book.next": Warn, "book.older": Bad, "book.newer": Bad, "book.none": Bad, "book.unreadable": Bad,
		"key_files.ok": Good, "key_files.open": Bad, "key_files.none": Warn,
		"root_key.ok": Good, "root_key.other": Bad, "root_key.none": Dark, "root_key.missing": Bad,
		"file_system.ok": Good, "file_system.network": Bad, "file_system.memory": Warn, "file_system.unknown": Dark,
		"free_space.ok": Good, "free_space.low": Warn, "free_space.full": Bad, "free_space.unknown": Dark,
		"database.ok": Good, "database.off": Bad, "database.alone": Bad, "database.unchecked": Warn, "database.collation": Warn,
		"sound.ok": Good, "sound.damaged": Bad,
		"schema.ok": Good, "schema.drift": Bad,
		"log.ok": Good, "log.unsigned": Good, "log.fault": Bad,
		"witness.ok": Good, "witness.one": Warn, "witness.old": Warn, "witness.never": Warn, "witness.desks": Bad, "witness.own": Warn,
		"backup_place.ok": Good, "backup_place.none": Bad, "backup_place.away": Bad, "backup_place.same": Bad, "backup_place.unknown": Dark,
		"backup.ok": Good, "backup.old": Warn, "backup.stale": Bad, "backup.never": Bad,
		"proven.ok": Good, "proven.old": Warn, "proven.never": Bad,
		"shred_list.ok": Good, "shred_list.short": Bad, "shred_list.altered": Bad,
		"vault_copies.ok": Good, "vault_copies.old": Bad,
		"vault.ok": Good, "vault.keeps": Bad,
		"vault_rest.ok": Good, "vault_rest.some": Bad,
		"dumps.ok": Good, "dumps.on": Bad, "dumps.unknown": Dark,
		"swap.ok": Good, "swap.on": Warn, "swap.unknown": Dark,
		"clock.ok": Good, "clock.off": Warn, "clock.unknown": Dark,
		"service.ok": Good, "service.lacks": Warn, "service.unknown": Dark,
		"certificate.ok": Good, "certificate.soon": Warn, "certificate.over": Bad, "certificate.unreadable": Bad,
		"ledgers.ok": Good, "ledgers.frozen": Bad,
		"quarantine.ok": Good, "quarantine.some": Warn,
		"exchange.ok": Good, "exchange.waits": Warn,
		"desk_keys.ok": Good, "desk_keys.soon": Warn, "desk_keys.over": Bad,
		"desk_clocks.ok": Good, "desk_clocks.missed": Warn,
		"assets.ok": Good, "assets.differ": Bad, "assets.away": Bad,
		"apps_log.ok": Good, "apps_log.differ": Bad, "apps_log.none": Warn,
	}
	for _, c := range checks {
		out[c.code+".failed"] = Dark
	}
	return out
}()
