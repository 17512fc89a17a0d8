window.closecallRows = {"columns":
	[["Escalation","link"],["Day","day"],["To whom","text"],["What was asked for","text"],["Near miss","link"],["Service","text"],["By","text"],["What came of it","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["role","By",
	[["medicines-lead","Medicines lead"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["es-20260317-c4fw","../escalations/es-20260317-c4fw/index.html"],"17 March 2026","Community pharmacist","Pharmacist advice",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","Medicines lead","Closed 30 March 2026",[0,0,0]]]};
