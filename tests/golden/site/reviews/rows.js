window.closecallRows = {"columns":
	[["Review","link"],["Reviewed on","day"],["Near miss","link"],["Service","text"],["Reviewer","text"],["What stopped it","tags"],["Could it happen again?","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["verdict","What stopped it",
	[["accidental","Accidental"]]],["again","Could it happen again?",
	[["yes","Yes"]]],["role","Reviewer",
	[["medicines-lead","Medicines lead"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["rv-20260304-x2pd","../reviews/rv-20260304-x2pd/index.html"],"4 March 2026",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","Medicines lead",
	[["bad","Accidental: luck"]],"Yes",[0,0,0,0,0]]]};
