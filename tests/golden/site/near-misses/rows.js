window.closecallRows = {"columns":
	[["What nearly happened","link"],["Day","day"],["Service","text"],["Area of care","text"],["Worst credible harm","text"],["What stopped it","tags"],["How far it has come","tags"],["What is missing","tags"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["area","Area of care",
	[["medicines","Medicines"]]],["stage","How far it has come",
	[["reported-review-awaited","Reported, review awaited"],["reopened","Reopened"]]],["harm","Worst credible harm",
	[["moderate-physical-harm","Moderate physical harm"]]],["verdict","What stopped it",
	[["accidental-luck","Accidental: luck"],["not-judged-yet","Not judged yet"]]],["missing","Is anything overdue?",
	[["no","No"],["yes","Yes"]]],["month","Month",
	[["2026-04","April 2026"],["2026-03","March 2026"]]]],"rows":
	[[["The 17:30 tablet of a person who likes to be called \"Nain\" lay under the tray\u2026","../near-misses/nm-20260424-p6vc/index.html"],"24 April 2026","Rosewood House","Medicines","Moderate physical harm",
	[["mute","Not judged yet"]],
	[["wait","Reported, review awaited"]],
	[["warn","Overdue: 1, since 28 April 2026"]],[0,0,0,0,1,1,0]],
	[["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"3 March 2026","Rosewood House","Medicines","Moderate physical harm",
	[["bad","Accidental: luck"]],
	[["warn","Reopened"]],
	[["plain","Nothing overdue"]],[0,0,1,0,0,0,1]]]};
