window.closecallRows = {"columns":
	[["Lesson","link"],["Day","day"],["Near miss","link"],["Service","text"],["Matters at","text"],["Checked at","number"],["Changed at","number"],["Shared by","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["role","Shared by",
	[["quality-lead","Quality lead"]]],["month","Month",
	[["2026-04","April 2026"]]]],"rows":
	[[["Name each timed dose at handover","../learning-shares/ls-20260424-v6rb/index.html"],"24 April 2026",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","1 of 1",1,0,"Quality lead",[0,0,0]]]};
